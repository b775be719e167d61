package io.greenmim.backbone;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Networks by their definition, in loops over channels, where {@link SmallWeights} makes all tokens
 * of an encoder equal: attention is then the value itself, and a convolution the sum of its taps.
 */
final class OneToken {

  private static final double[] PIXEL = new double[3];

  private record Values(float[] numbers, Shape shape) {}

  private final Map<String, Values> parameters;
  private final Set<String> flags;
  private final ToDoubleFunction<String> eps;

  private OneToken(
      Map<String, Values> parameters, Set<String> flags, ToDoubleFunction<String> eps) {
    this.parameters = parameters;
    this.flags = flags;
    this.eps = eps;
  }

  /**
   * Takes the parameters of a block.
   *
   * @param flags what the architecture says, of its components that are true or false
   * @param eps constant of a normalisation, by the path of its block
   */
  static OneToken of(Block block, Set<String> flags, ToDoubleFunction<String> eps) {
    Map<String, Values> parameters = new LinkedHashMap<>();
    StateDict.of(block)
        .arrays()
        .forEach(
            (name, array) ->
                parameters.put(name, new Values(array.toFloatArray(), array.getShape())));
    return new OneToken(parameters, flags, eps);
  }

  /** The same with other constants. */
  OneToken with(ToDoubleFunction<String> other) {
    return new OneToken(parameters, flags, other);
  }

  /**
   * The token of each stage, and what the classifier takes.
   *
   * @param patches patches of 32 x 32 pixels that are seen
   */
  List<double[]> encoder(String family, int patches) {
    return switch (family) {
      case "swin" -> swin();
      case "twins" -> twins();
      case "pvt_v2" -> pvt();
      case "convnext_v2" -> convNext(patches);
      default -> throw new IllegalArgumentException("no definition of " + family);
    };
  }

  private List<double[]> swin() {
    List<double[]> outputs = new ArrayList<>();
    double[] x = norm("patch_embed.norm", map("patch_embed.proj", PIXEL));
    for (int stage = 0; has("layers.%s.blocks.0.norm1".formatted(stage)); stage++) {
      for (int i = 0; has("layers.%s.blocks.%s.norm1".formatted(stage, i)); i++) {
        String block = "layers.%s.blocks.%s.".formatted(stage, i);
        x = plus(x, attention(block, norm(block + "norm1", x), "qkv"));
        x = plus(x, perceptron(block, x));
      }
      outputs.add(x);
      String merging = "layers.%s.downsample.".formatted(stage);
      if (has(merging + "norm")) {
        double[] four = new double[4 * x.length];
        for (int i = 0; i < four.length; i++) {
          four[i] = x[i % x.length];
        }
        x = map(merging + "reduction", norm(merging + "norm", four));
      }
    }
    outputs.add(norm("norm", x));
    return outputs;
  }

  private List<double[]> twins() {
    List<double[]> outputs = new ArrayList<>();
    double[] x = PIXEL;
    for (int stage = 0; has("patch_embeds.%s.norm".formatted(stage)); stage++) {
      String embedding = "patch_embeds.%s.".formatted(stage);
      x = norm(embedding + "norm", map(embedding + "proj", x));
      for (int i = 0; has("blocks.%s.%s.norm1".formatted(stage, i)); i++) {
        String block = "blocks.%s.%s.".formatted(stage, i);
        x = plus(x, attention(block, norm(block + "norm1", x), i % 2 == 0 ? "qkv" : "kv"));
        x = plus(x, perceptron(block, x));
        if (i == 0) {
          double[] position = map("pos_block.%s.proj.0".formatted(stage), x);
          x = flags.contains("positionResidual") ? plus(x, position) : position;
        }
      }
      outputs.add(x);
    }
    outputs.add(norm("norm", x));
    return outputs;
  }

  private List<double[]> pvt() {
    List<double[]> outputs = new ArrayList<>();
    double[] x = PIXEL;
    for (int stage = 1; has("norm" + stage); stage++) {
      String embedding = "patch_embed%s.".formatted(stage);
      x = norm(embedding + "norm", map(embedding + "proj", x));
      for (int i = 0; has("block%s.%s.norm1".formatted(stage, i)); i++) {
        String block = "block%s.%s.".formatted(stage, i);
        x = plus(x, attention(block, norm(block + "norm1", x), "kv"));
        double[] hidden = map(block + "mlp.fc1", norm(block + "norm2", x));
        double[] mixed =
            map(block + "mlp.dwconv.dwconv", flags.contains("linear") ? rectified(hidden) : hidden);
        x = plus(x, map(block + "mlp.fc2", gelu(mixed)));
      }
      x = norm("norm" + stage, x);
      outputs.add(x);
    }
    outputs.add(x);
    return outputs;
  }

  private List<double[]> convNext(int patches) {
    List<double[]> outputs = new ArrayList<>();
    double[] x = norm("downsample_layers.0.1", map("downsample_layers.0.0", PIXEL));
    for (int stage = 0; has("stages.%s.0.norm".formatted(stage)); stage++) {
      if (stage > 0) {
        String between = "downsample_layers.%s.".formatted(stage);
        x = map(between + "1", norm(between + "0", x));
      }
      int sites = patches * (8 >> stage) * (8 >> stage);
      for (int i = 0; has("stages.%s.%s.norm".formatted(stage, i)); i++) {
        String block = "stages.%s.%s.".formatted(stage, i);
        x = responses(block, List.of(x), sites).get(0);
      }
      outputs.add(x);
    }
    outputs.add(norm("norm", x));
    return outputs;
  }

  /** A masked autoencoder's prediction of the second of two patches. */
  double[] decoded(double[] latent, float[] first, float[] second) {
    double[] visible = plus(map("decoder_embed", latent), widened(first));
    float[] token = parameters.get("mask_token").numbers();
    float[] hidden = new float[token.length];
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = token[i] + second[i];
    }
    List<double[]> tokens = List.of(visible, widened(hidden));
    for (int i = 0; has("decoder_blocks.%s.norm1".formatted(i)); i++) {
      String block = "decoder_blocks.%s.".formatted(i);
      // Queries and keys are so small that all tokens weigh the same.
      double[] mean = new double[token.length];
      for (double[] each : tokens) {
        double[] value = last(map(block + "attn.qkv", norm(block + "norm1", each)), token.length);
        for (int c = 0; c < mean.length; c++) {
          mean[c] += value[c] / tokens.size();
        }
      }
      double[] attended = map(block + "attn.proj", mean);
      tokens =
          tokens.stream()
              .map(each -> plus(each, attended))
              .map(each -> plus(each, perceptron(block, each)))
              .toList();
    }
    return map("decoder_pred", norm("decoder_norm", tokens.get(1)));
  }

  /** The predictions of a decoder of convolutions of a visible and a hidden patch. */
  List<double[]> convolved(double[] latent) {
    List<double[]> tokens =
        List.of(map("proj", latent), widened(parameters.get("mask_token").numbers()));
    for (int i = 0; has("decoder.%s.norm".formatted(i)); i++) {
      tokens = responses("decoder.%s.".formatted(i), tokens, 1);
    }
    return tokens.stream().map(token -> map("pred", token)).toList();
  }

  private boolean has(String name) {
    return parameters.containsKey(name + ".weight");
  }

  private double[] attention(String block, double[] y, String map) {
    double[] source = y;
    if (has(block + "attn.sr")) {
      source = norm(block + "attn.norm", map(block + "attn.sr", y));
      source = flags.contains("linear") ? gelu(source) : source;
    }
    return map(block + "attn.proj", last(map(block + "attn." + map, source), y.length));
  }

  private double[] perceptron(String block, double[] x) {
    return map(block + "mlp.fc2", gelu(map(block + "mlp.fc1", norm(block + "norm2", x))));
  }

  /** A block of ConvNeXt V2 over different tokens, each of which is there several times. */
  private List<double[]> responses(String block, List<double[]> tokens, int times) {
    List<double[]> hidden =
        tokens.stream()
            .map(x -> norm(block + "norm", map(block + "dwconv", x)))
            .map(x -> gelu(map(block + "pwconv1", x)))
            .toList();
    double[] norms = new double[hidden.get(0).length];
    double mean = 0;
    for (int c = 0; c < norms.length; c++) {
      for (double[] each : hidden) {
        norms[c] += times * each[c] * each[c];
      }
      norms[c] = Math.sqrt(norms[c]);
      mean += norms[c] / norms.length;
    }
    float[] gain = parameters.get(block + "grn.gamma").numbers();
    float[] offset = parameters.get(block + "grn.beta").numbers();
    List<double[]> results = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      double[] y = hidden.get(i).clone();
      for (int c = 0; c < y.length; c++) {
        double share = norms[c] / (mean + eps.applyAsDouble(block + "grn"));
        y[c] = y[c] * (1 + gain[c] * share) + offset[c];
      }
      results.add(plus(tokens.get(i), map(block + "pwconv2", y)));
    }
    return results;
  }

  private double[] norm(String name, double[] x) {
    float[] weight = parameters.get(name + ".weight").numbers();
    float[] bias = parameters.get(name + ".bias").numbers();
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] y = new double[x.length];
    for (int c = 0; c < y.length; c++) {
      y[c] = (x[c] - mean) / Math.sqrt(variance + eps.applyAsDouble(name)) * weight[c] + bias[c];
    }
    return y;
  }

  /** A linear map, or a convolution of equal tokens, of all channels or of each by itself. */
  private double[] map(String name, double[] x) {
    Values weight = parameters.get(name + ".weight");
    Values bias = parameters.get(name + ".bias");
    int in = (int) weight.shape().get(1);
    int taps = (int) weight.shape().slice(2).size();
    double[] y = new double[(int) weight.shape().get(0)];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias == null ? 0 : bias.numbers()[o];
      for (int c = 0; c < in; c++) {
        double sum = 0;
        for (int tap = 0; tap < taps; tap++) {
          sum += weight.numbers()[(o * in + c) * taps + tap];
        }
        y[o] += sum * x[in == 1 ? o : c];
      }
    }
    return y;
  }

  /** The exact GELU of small values, by the first terms of the error function. */
  private static double[] gelu(double[] x) {
    return Arrays.stream(x)
        .map(
            v -> {
              if (Math.abs(v) > 0.2) {
                throw new IllegalArgumentException("too large for this series: " + v);
              }
              double z = v / Math.sqrt(2);
              double erf = 2 / Math.sqrt(Math.PI) * (z - Math.pow(z, 3) / 3 + Math.pow(z, 5) / 10);
              return v / 2 * (1 + erf);
            })
        .toArray();
  }

  private static double[] rectified(double[] x) {
    return Arrays.stream(x).map(v -> Math.max(0, v)).toArray();
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += b[c];
    }
    return sum;
  }

  /** The values among queries, keys and values. */
  private static double[] last(double[] x, int count) {
    return Arrays.copyOfRange(x, x.length - count, x.length);
  }

  private static double[] widened(float[] x) {
    double[] wide = new double[x.length];
    for (int c = 0; c < wide.length; c++) {
      wide[c] = x[c];
    }
    return wide;
  }
}
