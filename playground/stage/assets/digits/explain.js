// @ts-check
// What the panels of the digits are called, what to look for, and the paragraphs behind their "?".

/** @type {Record<string, import("../explain.js").Explanation>} */
export const DIGITS_EXPLANATIONS = {
  "digits-pad": {
    title: "Draw a digit",
    caption: "With mouse or finger; it is read as you draw.",
    formulas: ["pixel = black dots in its 4×4 block of a 32×32 bitmap, 0 … 16"],
    paragraphs: [
      "Your strokes are made into an image as the originals were: scaled until they reach from edge to edge, drawn with a pen so broad that every digit has about the same ink, put on a bitmap of 32×32 dots, and counted in blocks of 4×4. The network gets those 64 numbers and nothing else; they are shown where the way through begins.",
      "The probabilities are the network's own. They say how it weighs ten answers, not whether this is a digit at all: scribble something, and it may be very sure of a nonsense. The sliders shift and turn the 64 numbers and add noise. The network has never seen a shifted image, so a pixel or two are often enough to fool it. With the keyboard: arrow keys draw, Space lifts the pen, Backspace takes a stroke back, Delete clears.",
    ],
  },
  "digits-flow": {
    title: "One image's way through",
    caption: "Lines: weight × value. Point at a unit for its own lines, press for the images that excite it.",
    formulas: ["aⱼ = f( Σᵢ wᵢⱼ aᵢ + bⱼ )", "pₖ = eᶻᵏ / Σⱼ eᶻʲ"],
    paragraphs: [
      "An image is 64 numbers from 0 (paper) to 16 (ink). Each unit of the first layer multiplies them by its 64 weights and adds up; the next layer does the same with those units' values, and the last layer gives ten numbers, which become probabilities. Blue lines push a unit up, orange ones hold it down; faint ones that hardly matter are left out.",
      "A cell is the unit's value for this image: blue positive, orange negative, pale zero. While the network trains, watch the bar of the right digit (the framed one) win. “Hardest first” brings up the images with the largest loss −log p(right digit): many of them you would hesitate over yourself.",
    ],
  },
  "digits-weights": {
    title: "What the first layer looks for",
    caption: "One unit's 64 weights each. Blue: ink excites it.",
    formulas: ["z = Σₚ wₚ · pixelₚ + b"],
    paragraphs: [
      "A unit of the first layer has one weight for each pixel, so its weights are a picture of what it looks for: ink on blue pixels raises its value, ink on orange pixels lowers it. At the start they are random noise; watch what training makes of it.",
      "Do not expect neat strokes and loops. Some units do become edge or stroke detectors, but most are mixtures that only make sense together with the other units. The pixels of the outermost columns are nearly always white, so nothing is learnt there and the noise of the start remains; L2 regularisation clears it away. Point at a unit, and the image above shows pixel × weight, the sum of which the unit gets. Press it, and the ribbon shows the images that excite it most; the same works for the cells of deeper layers, which have no picture of their own.",
    ],
  },
  "digits-table": {
    title: "What is taken for what",
    caption: "Row: the digit; column: the answer. Press a cell.",
    formulas: ["accuracy = Σₖ nₖₖ / n"],
    paragraphs: [
      "Each image counts in the row of the digit it shows and the column of the digit it is read as. Everything on the diagonal is right. The columns have the digits' colours; a strong colour off the diagonal is a mistake.",
      "Press a cell, and the images in it are shown under the picture above: are they badly written, or does the network miss something that you see at once? The table counts the test images, or the training images while those are chosen.",
    ],
  },
};
