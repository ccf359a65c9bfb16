export function compareAccountNames(wanted: string, found: string): 'exact' | 'close' | 'different' { return wanted.trim().toUpperCase() === found.trim().toUpperCase() ? 'exact' : 'different'; }
