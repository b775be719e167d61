/**
 * Images as plain byte arrays and the geometry that the published training recipes apply to them:
 * antialiased resizing, resizing by the shorter side, central crops.
 *
 * <p>The results equal those of Pillow and torchvision byte for byte, because the features of a
 * model that was trained behind one resizer change behind another (the bicubic filters of OpenCV
 * and Java2D do not antialias). The package depends on the JDK alone.
 */
package io.greenmim.image;
