package io.greenmim.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.train.testing.ReferenceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every constant of a case counts: with another one the recorded numbers are missed. */
class OperatorCasesTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "features, knn_k20_t007, temperature, 0.071",
    "features, knn_k200_t007, k, 199",
    "features, knn_k20_t007, top1, 67.0",
    "features, probe_lars, steps, 199",
    "features, probe_lars, optimiser.lr, 1.61",
    "features, probe_lars, optimiser.momentum, 0.89",
    "features, probe_lars, optimiser.trust_coefficient, 0.00101",
    "features, probe_adamw, optimiser.weight_decay, 0.02",
    "features, probe_adamw, optimiser.betas, '[0.9, 0.99]'",
    "optimisers, adamw, eps, 1e-03",
    "optimisers, adamw, rates, '[0.0005, 0.00225, 0.0009, 0.0003]'",
    "optimisers, adamw, scale.norm\\.weight, 0.8",
    "optimisers, adamw, weight_decay.head\\.bias, 0.05",
    "optimisers, clip_active, limit, 3.01",
    "optimisers, lars, weight_decay, 0.02",
    "optimisers, lars, trust_coefficient, 0.0011",
    "mixing, mixup_batch, drawn_lam, 0.3138",
    "mixing, cutmix_batch, drawn_lam, 0.4",
    "mixing, cutmix_batch_not_corrected, correct_lam, true",
    "mixing, mixed_elements, cut, '[false, false, true, false, false, true]'",
    "mixing, mixed_pairs, smoothing, 0.101",
    "rand_augment, Rotate_0, resample, '\"bilinear\"'",
    "rand_augment, ShearX_0, argument, 0.271",
    "rand_augment, TranslateXRel_0, fill, '[124, 116, 105]'",
    "rand_augment, AutoContrast_0, op, '\"Equalize\"'",
    "rand_augment, SharpnessIncreasing_0, argument, 1.8",
    "optimisers, ema_9, decay, 0.89",
    "optimisers, ema_9999, decay, 0.999",
  })
  void aWrongConstantIsFound(String name, String of, String key, String value) throws IOException {
    SafeTensorsFile file = SafeTensorsFile.open(ReferenceFiles.file(name));
    JsonObject config = JsonParser.parseString(file.metadata().get("config")).getAsJsonObject();
    JsonObject inner = config.getAsJsonObject("cases").getAsJsonObject(of);
    String[] words = key.split("(?<!\\\\)\\.", -1);
    for (int i = 0; i < words.length - 1; i++) {
      inner = inner.getAsJsonObject(words[i]);
    }
    inner.add(words[words.length - 1].replace("\\", ""), JsonParser.parseString(value));
    Path changed = folder.resolve("changed.safetensors");
    SafeTensorsWriter.write(changed, file.tensors(), Map.of("config", config.toString()));
    assertTrue(isFound(changed), key);
  }

  private static boolean isFound(Path file) {
    try {
      return Verification.with(List.of(), Precision.FP32).run(ReferenceFile.open(file)).stream()
          .anyMatch(comparison -> !comparison.passed());
    } catch (IOException e) {
      return true;
    }
  }
}
