// @ts-check
// One colour for each contestant of a race, in every picture of it.

// The same values as playground/figures/race_colors.py, which says how they were found.
export const CONTESTANTS = [
  "#894E3B", "#1414F0", "#4E9D76", "#B1009D", "#FF4E14", "#003B00", "#6289FF", "#4E0062",
];
export const CONTESTANTS_DARK = [
  "#B1B100", "#4E89B1", "#9DEBD8", "#D89DEB", "#FF0076", "#008900", "#9D3BFF", "#00FF27",
];

/**
 * @param {{colour: number}} contestant @param {{dark: boolean}} theme
 * @returns {string} CSS
 */
export function colorOf({ colour }, theme) {
  const colors = theme.dark ? CONTESTANTS_DARK : CONTESTANTS;
  return colors[colour % colors.length];
}
