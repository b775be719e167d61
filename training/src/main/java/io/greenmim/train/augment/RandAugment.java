package io.greenmim.train.augment;

import io.greenmim.config.Checks;
import io.greenmim.image.PixelImage;
import io.greenmim.random.SplitMix64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RandAugment (Cubuk et al., 2019, arXiv 1909.13719) as timm carries it out: a few operations drawn
 * with replacement, each of them carried out or not, at a level drawn from a normal distribution.
 *
 * <p>Pictures of three channels of 8 bits know all {@link ImageOperation}s; of any others only the
 * geometric ones are drawn, for grey, contrast and solarisation have no meaning there.
 *
 * @param operations number of operations drawn for a picture, at least 1
 * @param magnitude mean of the level, 0 to 10
 * @param deviation standard deviation of the level; 0 for none
 * @param highest largest level that is drawn, above 0, at most 10
 * @param probability probability that an operation is carried out, 0 to 1
 */
public record RandAugment(
    int operations, double magnitude, double deviation, double highest, double probability) {

  /** What SimMIM's, timm's and most recipes since name {@code rand-m9-mstd0.5-inc1}. */
  public static final RandAugment USUAL = new RandAugment(2, 9, 0.5, ImageOperation.HIGHEST, 0.5);

  private static final String FORM = "rand-m9-mstd0.5-inc1";
  private static final String NAME = "rand";
  private static final Pattern PART = Pattern.compile("([a-z]+)(\\d+(?:\\.\\d+)?)");
  private static final int MOST_OPERATIONS = 100;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RandAugment {
    Checks.that(
        operations >= 1 && operations <= MOST_OPERATIONS,
        "RandAugment: expected 1 to %s operations (n), got %s",
        MOST_OPERATIONS,
        operations);
    Checks.that(
        magnitude >= 0 && magnitude <= ImageOperation.HIGHEST,
        "RandAugment: expected a magnitude (m) from 0 to 10, got %s",
        magnitude);
    Checks.that(
        deviation >= 0 && deviation < Double.POSITIVE_INFINITY,
        "RandAugment: expected a deviation of the magnitude (mstd) of at least 0, got %s",
        deviation);
    Checks.that(
        highest > 0 && highest <= ImageOperation.HIGHEST,
        "RandAugment: expected a largest magnitude (mmax) above 0, at most 10, got %s",
        highest);
    Checks.that(
        probability >= 0 && probability <= 1,
        "RandAugment: expected a probability (p) from 0 to 1, got %s",
        probability);
  }

  /**
   * Reads timm's notation: {@code rand} and, in any order, {@code m} (magnitude), {@code n}
   * (operations), {@code mstd} (deviation), {@code mmax} (largest level), {@code p} (probability)
   * and {@code inc1}, without which timm has other operations. What is left out is as in {@link
   * #USUAL}, but for the deviation, which is 0 then.
   *
   * @param text such as {@code rand-m9-mstd0.5-inc1}
   * @return the policy
   * @throws IllegalArgumentException if the text is not of this form, or a value out of its range
   */
  public static RandAugment parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split("-", -1);
    Checks.that(parts[0].equals(NAME), "RandAugment: expected such as %s, got %s", FORM, text);
    double operations = USUAL.operations;
    double magnitude = ImageOperation.HIGHEST;
    double deviation = 0;
    double highest = USUAL.highest;
    double probability = USUAL.probability;
    boolean increasing = false;
    for (String part : List.of(parts).subList(1, parts.length)) {
      Matcher matcher = PART.matcher(part);
      Checks.that(matcher.matches(), "RandAugment: expected such as %s, got %s", FORM, text);
      double value = Double.parseDouble(matcher.group(2));
      switch (matcher.group(1)) {
        case "m" -> magnitude = value;
        case "n" -> operations = value;
        case "mstd" -> deviation = value;
        case "mmax" -> highest = value;
        case "p" -> probability = value;
        case "inc" -> increasing = value == 1;
        default ->
            throw new IllegalArgumentException(
                "RandAugment: expected m, n, mstd, mmax, p or inc1, got %s in %s"
                    .formatted(part, text));
      }
    }
    Checks.that(
        increasing,
        "RandAugment: expected inc1, operations that grow with the magnitude, in %s",
        text);
    Checks.that(
        operations == Math.rint(operations),
        "RandAugment: expected a whole number of operations (n), got %s",
        operations);
    return new RandAugment((int) operations, magnitude, deviation, highest, probability);
  }

  /**
   * Changes a picture.
   *
   * @param image a picture of any number of channels and bits
   * @param filling how geometric operations fill places
   * @param random the source of randomness
   * @return a picture of the same size, channels and bits
   */
  public PixelImage apply(PixelImage image, Filling filling, SplitMix64 random) {
    List<ImageOperation> known =
        ImageOperation.isColour(image)
            ? List.of(ImageOperation.values())
            : ImageOperation.GEOMETRIC;
    PixelImage changed = image;
    for (int i = 0; i < operations; i++) {
      ImageOperation operation = known.get(random.nextInt(known.size()));
      boolean carriedOut = random.nextDouble() < probability;
      boolean negative = random.nextDouble() < 0.5;
      double level = magnitude + deviation * Distributions.normal(random);
      if (carriedOut) {
        double argument = operation.argument(Math.max(0, Math.min(highest, level)), negative);
        changed = operation.apply(changed, argument, filling);
      }
    }
    return changed;
  }
}
