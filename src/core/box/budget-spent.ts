/** Thrown by the code that the sandbox inserted: the budget is spent. */
export class BudgetSpent extends Error {}
