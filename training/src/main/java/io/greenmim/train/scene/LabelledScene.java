package io.greenmim.train.scene;

import io.greenmim.image.PixelImage;
import java.util.List;

/**
 * A drawn scene and what is where in it.
 *
 * @param image the picture
 * @param kinds kind of each solid
 * @param owner number of the solid that each pixel shows, or {@link #WALL}, row by row
 */
public record LabelledScene(PixelImage image, List<String> kinds, byte[] owner) {

  /** Stands for the wall. */
  public static final int WALL = -1;

  /**
   * Returns the pixels that show a solid.
   *
   * @param solid number of the solid
   * @return 1 where it is seen, else 0, row by row
   */
  public byte[] mask(int solid) {
    byte[] mask = new byte[owner.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (owner[i] == solid ? 1 : 0);
    }
    return mask;
  }
}
