/* letter: what stands on the first page of a letter besides its text, where DIN 5008 form B has it.
 *
 * The window for the address begins 20 mm from the left and 45 mm from the top and is 85 by 45 mm large; its upper
 * 17.7 mm belong to the sender's line, the rest to six lines of address. Pages are folded at 105 and 210 mm.
 * Called by pages; calls canvas. Thread rule: as canvas.
 */
#ifndef VB_BRIDGES_RENDER_LETTER_H
#define VB_BRIDGES_RENDER_LETTER_H

#include "bridges/render/canvas.h"
#include "bridges/render/form.h"

#define VB_LETTER_TEXT_MM 98.5 /* the text begins so far from the top */

/* Draws sender, address, block of information and marks on the page that was begun. */
void letter_put(struct canvas *canvas, const struct form *form);

#endif
