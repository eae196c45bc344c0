import { describe, expect, test } from 'vitest';
import { toAddress } from '../lab/index.js';
import { Weather } from './weather.js';

const [a, b, c] = [toAddress('a'), toAddress('b'), toAddress('c')];

describe('the rate at which messages arrive', () => {
  test('is that of the link, else the sender, else the receiver, else the network', () => {
    let weather = Weather.fair.withNetworkRate(0.1);
    expect(weather.deliverRate(a, b)).toBe(0.1);
    weather = weather.withReceiverRate(b, 0.2);
    expect(weather.deliverRate(a, b)).toBe(0.2);
    weather = weather.withSenderRate(a, 0.3);
    expect(weather.deliverRate(a, b)).toBe(0.3);
    weather = weather.withLinkRate(a, b, 0.4);
    expect(weather.deliverRate(a, b)).toBe(0.4);
    expect(weather.deliverRate(b, a)).toBe(0.1);
    expect(weather.deliverRate(c, b)).toBe(0.2);
  });

  test('of a node to itself and its sub-nodes is 1', () => {
    const weather = Weather.fair.withNetworkRate(0).withNodeRate(a, 0);
    expect(weather.deliverRate(a, a)).toBe(1);
    expect(weather.deliverRate(toAddress('a/x'), a)).toBe(1);
    expect(weather.deliverRate(toAddress('a/x'), b)).toBe(0);
  });

  test('a reliable node stays reliable in an unreliable network, and a reset ends both', () => {
    const weather = Weather.fair.withNetworkRate(0.8).withNodeRate(a, 1);
    expect([weather.deliverRate(a, b), weather.deliverRate(b, a)]).toEqual([1, 1]);
    expect(weather.deliverRate(b, c)).toBe(0.8);
    expect(weather.withRatesReset().deliverRate(b, c)).toBe(1);
  });

  test('is a probability', () => {
    expect(() => Weather.fair.withNetworkRate(1.5)).toThrow('has to be in 0..1');
    expect(() => Weather.fair.withLatency(2, 1)).toThrow('latency 2 to 1 ms');
  });
});
