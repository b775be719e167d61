package io.greenmim.image;

/**
 * Cuts the central rectangle out of an image, as torchvision's {@code CenterCrop} does: an image
 * that is smaller than the rectangle is first centred on black, and an odd margin is halved to the
 * even neighbour.
 *
 * @param width columns of the result, at least 1
 * @param height rows of the result, at least 1
 */
public record CenterCrop(int width, int height) {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public CenterCrop {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "central crop must be at least 1 x 1, got " + width + " x " + height);
    }
  }

  /**
   * Cuts the rectangle out.
   *
   * @param image the image
   * @return a new image of the rectangle's size, or the image itself if it has that size
   */
  public PixelImage apply(PixelImage image) {
    if (image.width() == width && image.height() == height) {
      return image;
    }
    int fromX = start(image.width(), width);
    int fromY = start(image.height(), height);
    int copiedX = Math.min(width, image.width());
    int copiedY = Math.min(height, image.height());
    CropBox part = new CropBox(Math.max(0, fromX), Math.max(0, fromY), copiedX, copiedY);
    // Negative starts lie on the black margin.
    return image.place(part, width, height, Math.max(0, -fromX), Math.max(0, -fromY));
  }

  /** First position of the crop along one axis; negative where the image needs a margin. */
  private static int start(int imageSide, int cropSide) {
    if (imageSide < cropSide) {
      return -((cropSide - imageSide) / 2);
    }
    return (int) Math.rint((imageSide - cropSide) / 2.0);
  }
}
