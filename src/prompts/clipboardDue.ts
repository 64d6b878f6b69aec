/** What the memory shared by all windows remembers a copied secret under, until it is cleared. */
export const clipboardDueKey = 'clipboard.due';
