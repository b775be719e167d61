package io.greenmim.train.scene;

import io.greenmim.image.PixelImage;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.Interruption;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Draws scenes of one kind of solid each, shaded and with their shadows, before a patterned wall.
 *
 * <p>A scene is a pure function of its seed and number.
 */
public final class SyntheticScenes {

  /** Side of a picture in pixels. */
  public static final int SIDE = 256;

  /** Name of the file of captions beside scenes that have some. */
  public static final String CAPTIONS = "captions.jsonl";

  /** Name of the list beside them: which scenes show solids of one kind, and which. */
  public static final String KINDS = "kinds.csv";

  private static final List<SolidShape> SHAPES = List.of(SolidShape.values());
  private static final List<Texture> TEXTURES = List.of(Texture.values());
  private static final List<SceneHue> HUES = List.of(SceneHue.values());
  private static final int MOST_MIXED = 4;
  private static final int MOST_TOLD = 3;
  private static final float SOLID_SATURATION = 0.85f;
  private static final double KIND_HUES = 0.4; // of what a kind has; the second colour adds to it
  private static final double AMBIENT = 0.35;
  private static final double[] LIGHT = {-0.48, -0.64, 0.6};

  private final long seed;

  /**
   * Makes a series of scenes.
   *
   * @param seed seed of the series
   */
  public SyntheticScenes(long seed) {
    this.seed = seed;
  }

  /** A solid in the picture: its place and size in picture widths, and its colours. */
  private record Solid(SolidShape shape, double x, double y, double size, Pattern pattern) {}

  /** A texture with its colours. */
  private record Pattern(Texture texture, float[] first, float[] second, double scale, long seed) {

    void colour(double x, double y, double light, float[] out) {
      double mix = texture.mix(x * scale, y * scale, seed);
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) (light * (first[i] + mix * (second[i] - first[i])));
      }
    }
  }

  /**
   * Returns the name of a scene: its solid, its wall and its number.
   *
   * @param number number of the scene
   * @return such as {@code torus-wood-0042}
   */
  public String name(int number) {
    return String.format(Locale.ROOT, "%s-%s-%04d", shape(number), wall(number), number)
        .toLowerCase(Locale.ROOT);
  }

  private static SolidShape shape(int number) {
    return SHAPES.get(number % SHAPES.size());
  }

  private static Texture wall(int number) {
    return TEXTURES.get(number / SHAPES.size() % TEXTURES.size());
  }

  /**
   * Draws a scene.
   *
   * @param number number of the scene
   * @return a picture of {@link #SIDE} x {@link #SIDE} pixels
   */
  public PixelImage draw(int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    Pattern wall = pattern(wall(number), random, 0.5f);
    Solid[] solids = new Solid[1 + random.nextInt(3)];
    for (int i = 0; i < solids.length; i++) {
      solids[i] = solid(shape(number), random);
    }
    return draw(solids, wall, random).image();
  }

  /**
   * Draws a scene of solids of several kinds.
   *
   * @param number number of the scene
   * @param colours what the colours of the solids tell
   * @return a picture of {@link #SIDE} x {@link #SIDE} pixels, and which solid each pixel shows
   */
  public LabelledScene drawMixed(int number, SceneColours colours) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    Pattern wall = pattern(wall(number), random, 0.5f);
    Solid[] solids = new Solid[1 + random.nextInt(MOST_MIXED)];
    for (int i = 0; i < solids.length; i++) {
      Solid solid = solid(SHAPES.get(random.nextInt(SHAPES.size())), random);
      solids[i] = colours == SceneColours.BY_KIND ? coloured(solid, random) : solid;
    }
    return draw(solids, wall, random);
  }

  /**
   * Draws a scene of one to three solids beside each other, whose colours have words.
   *
   * @param number number of the scene
   * @return a picture of {@link #SIDE} x {@link #SIDE} pixels, and a sentence that tells every
   *     solid
   */
  public CaptionedScene drawCaptioned(int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    Texture texture = TEXTURES.get(random.nextInt(TEXTURES.size()));
    Pattern wall = pattern(texture, random, 0.5f);
    Solid[] solids = new Solid[1 + random.nextInt(MOST_TOLD)];
    List<String> words = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < solids.length; i++) {
      SolidShape shape = SHAPES.get(random.nextInt(SHAPES.size()));
      Texture own = TEXTURES.get(random.nextInt(TEXTURES.size()));
      SceneHue hue = HUES.get(random.nextInt(HUES.size()));
      double room = 1.0 / solids.length;
      double size = Math.min(0.26, 0.46 * room) * (0.8 + 0.2 * random.nextDouble());
      double x = room * (i + 0.5) + 0.1 * room * (random.nextDouble() - 0.5);
      double y = 0.3 + 0.4 * random.nextDouble();
      float shade = hue.hue() + 0.02f * (float) random.nextDouble();
      solids[i] = new Solid(shape, x, y, size, pattern(own, random, SOLID_SATURATION, shade));
      words.add(SceneWords.solid(shape, own, hue));
      kinds.add(SceneWords.kind(shape));
    }
    return new CaptionedScene(
        draw(solids, wall, random).image(), SceneWords.caption(words, texture), kinds);
  }

  private static Solid solid(SolidShape shape, SplittableRandom random) {
    Texture texture = TEXTURES.get(random.nextInt(TEXTURES.size()));
    return new Solid(
        shape,
        0.2 + 0.6 * random.nextDouble(),
        0.25 + 0.5 * random.nextDouble(),
        0.14 + 0.16 * random.nextDouble(),
        pattern(texture, random, SOLID_SATURATION));
  }

  private static LabelledScene draw(Solid[] solids, Pattern wall, SplittableRandom random) {
    byte[] owner = new byte[SIDE * SIDE];
    byte[] rgb = new byte[SIDE * SIDE * 3];
    float[] colour = new float[3];
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      int row = pixel / SIDE;
      int col = pixel % SIDE;
      double x = (col + 0.5) / SIDE;
      double y = (row + 0.5) / SIDE;
      owner[pixel] = (byte) shade(solids, wall, x, y, colour);
      for (int i = 0; i < 3; i++) {
        double grain = 5 * (random.nextDouble() - 0.5);
        rgb[pixel * 3 + i] = (byte) Math.max(0, Math.min(255, Math.round(255 * colour[i] + grain)));
      }
    }
    List<String> kinds = Arrays.stream(solids).map(solid -> kind(solid.shape())).toList();
    return new LabelledScene(PixelImage.rgb(SIDE, SIDE, rgb), kinds, owner);
  }

  private static String kind(SolidShape shape) {
    return shape.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the kinds of solids.
   *
   * @return names such as {@code torus}, in a fixed order
   */
  public static List<String> kinds() {
    return SHAPES.stream().map(SyntheticScenes::kind).toList();
  }

  /** Gives a solid a hue of its kind; those of two kinds do not meet. */
  private static Solid coloured(Solid solid, SplittableRandom random) {
    double place = SHAPES.indexOf(solid.shape()) + KIND_HUES * random.nextDouble();
    float hue = (float) (place / SHAPES.size());
    Pattern pattern = pattern(solid.pattern().texture(), random, SOLID_SATURATION, hue);
    return new Solid(solid.shape(), solid.x(), solid.y(), solid.size(), pattern);
  }

  private static Pattern pattern(Texture texture, SplittableRandom random, float saturation) {
    return pattern(texture, random, saturation, (float) random.nextDouble());
  }

  private static Pattern pattern(
      Texture texture, SplittableRandom random, float saturation, float hue) {
    float[] first = rgb(hue, saturation, 0.55f + 0.45f * (float) random.nextDouble());
    float[] second =
        rgb(
            hue + 0.1f * (float) random.nextDouble(),
            0.6f * saturation,
            0.3f + 0.4f * (float) random.nextDouble());
    return new Pattern(texture, first, second, 0.7 + random.nextDouble(), random.nextLong());
  }

  private static float[] rgb(float hue, float saturation, float brightness) {
    return Color.getHSBColor(hue, saturation, brightness).getRGBColorComponents(null);
  }

  /**
   * Finds the colour at a point: of the nearest solid, the last one drawn, or of the wall; returns
   * the number of the solid or {@link LabelledScene#WALL}.
   */
  private static int shade(Solid[] solids, Pattern wall, double x, double y, float[] out) {
    double[] normal = new double[3];
    for (int i = solids.length - 1; i >= 0; i--) {
      Solid solid = solids[i];
      double u = (x - solid.x()) / solid.size();
      double v = (y - solid.y()) / solid.size();
      if (solid.shape().normal(u, v, normal)) {
        solid.pattern().colour(u * 0.3, v * 0.3, light(normal), out);
        return i;
      }
    }
    wall.colour(x, y, shadow(solids, x, y) ? 0.55 : 1, out);
    return LabelledScene.WALL;
  }

  /** Lambert's law with a little light from everywhere. */
  private static double light(double[] normal) {
    double length = Math.sqrt(dot(normal, normal));
    return AMBIENT + (1 - AMBIENT) * Math.max(0, dot(normal, LIGHT)) / length;
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static boolean shadow(Solid[] solids, double x, double y) {
    double[] normal = new double[3];
    for (Solid solid : solids) {
      double u = (x - solid.x()) / solid.size() - 0.35;
      double v = (y - solid.y()) / solid.size() - 0.4;
      if (solid.shape().normal(u, v, normal)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes scenes as PNG files.
   *
   * @param folder folder of the files; made if need be
   * @param count number of scenes
   * @throws IOException if a file cannot be written
   */
  public void writeTo(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int number = 0; number < count; number++) {
      Interruption.checkIo();
      write(draw(number), folder.resolve(name(number) + ".png"));
    }
  }

  /**
   * Writes scenes as PNG files, and what they show as JSON lines with {@code file} and {@code
   * caption}; no two captions are the same. A list tells the kinds of those that show solids of one
   * kind alone.
   *
   * @param folder folder of the files; made if need be
   * @param count number of scenes
   * @throws IOException if a file cannot be written
   */
  public void writeCaptioned(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    Set<String> told = new HashSet<>();
    StringBuilder lines = new StringBuilder();
    StringBuilder kinds = new StringBuilder("file,label\n");
    for (int number = 0; told.size() < count; number++) {
      Interruption.checkIo();
      CaptionedScene scene = drawCaptioned(number);
      if (told.add(scene.caption())) {
        String name = String.format(Locale.ROOT, "scene-%05d.png", told.size());
        write(scene.image(), folder.resolve(name));
        lines.append("{\"file\": \"%s\", \"caption\": \"%s\"}%n".formatted(name, scene.caption()));
        if (Set.copyOf(scene.kinds()).size() == 1) {
          kinds.append(name).append(',').append(scene.kinds().get(0)).append('\n');
        }
      }
    }
    AtomicFiles.writeText(folder.resolve(KINDS), kinds.toString());
    AtomicFiles.writeText(folder.resolve(CAPTIONS), lines.toString());
  }

  /**
   * Writes a picture as PNG file.
   *
   * @param picture the picture
   * @param file the file
   * @throws IOException if it cannot be written
   */
  public static void write(PixelImage picture, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        int colour =
            picture.sample(x, y, 0) << 16 | picture.sample(x, y, 1) << 8 | picture.sample(x, y, 2);
        image.setRGB(x, y, colour);
      }
    }
    AtomicFiles.replace(file, part -> ImageIO.write(image, "png", part.toFile()));
  }
}
