/** How long a lab 1 client waits before it sends again, in milliseconds. */
export const CLIENT_RETRY_MILLIS = 100;
