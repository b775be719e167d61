package io.greenmim.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.config.PretrainSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Failures of the library name settings; the command line names options. */
class SettingOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "batchSize: expected at least 1, got 0 | --batch-size: expected at least 1, got 0",
        "baseLearningRate: expected a positive number | --base-lr: expected a positive number",
        "minLearningRate: expected none with 'schedule' step | --min-lr: expected none with"
            + " --schedule step",
        "resume: data: expected the 8 images | --resume: --data: expected the 8 images",
        "a case failed (exit code 1): device: got tpu | a case failed (exit code 1): --device: got"
            + " tpu",
        "unknown model 'seed'; the nearest are | unknown model 'seed'; the nearest are",
        "reseed: expected | reseed: expected",
        "model no/such: expected a folder | --model no/such: expected a folder",
        "maxImageSide: expected 1 | --max-image-side: expected 1",
      })
  void saysOptionsInPlaceOfSettings(String message, String shown) {
    assertEquals(
        shown, SettingOptions.translate(SettingOptions.of(PretrainSettings.class).spec(), message));
  }

  /** A run's longest time has a second name, and may be told in hours, minutes and seconds. */
  @ParameterizedTest
  @CsvSource({
    "--max-hours=2, 2",
    "--time-budget=2h, 2",
    "--time-budget=90m, 1.5",
    "--max-hours=.5h, 0.5",
    "--time-budget=1h30m, 1.5",
    "--time-budget=4m30s, 0.075",
    "--time-budget=36s, 0.01",
    "--max-hours=1h36s, 1.01",
    "--time-budget=1.5h, 1.5",
    "--time-budget=0, 0"
  })
  void timesHaveUnits(String word, double hours) {
    SettingOptions<PretrainSettings> options = SettingOptions.of(PretrainSettings.class);
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("all", options.spec()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--data=photos", word);

    assertEquals(hours, options.value("maxHours", Double.class), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "30m1h", "1h30", "h", "1m1m", "-1h", "PT1H", "1h 30m"})
  void whatIsNoTimeIsRefused(String text) {
    SettingOptions<PretrainSettings> options = SettingOptions.of(PretrainSettings.class);
    CommandLine parser =
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("all", options.spec()))
            .setCaseInsensitiveEnumValuesAllowed(true);

    ParameterException refused =
        assertThrows(
            ParameterException.class,
            () -> parser.parseArgs("--data=photos", "--time-budget=" + text));
    String expected = "expected hours, or a time such as 90m, 2h or 1h30m, got " + text;
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
  }

  /** What else such a message says may come from a file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "stopped; go on with pretrain, settings 'resume' 'output' a b | stopped; go on with"
            + " pretrain --resume --output a b",
        "the last is 1; setting 'resume' 'nonFinite' skip leaves | the last is 1; --resume"
            + " --non-finite skip leaves",
        "under student, teacher, which setting 'key' takes | under student, teacher, which --key"
            + " takes",
        "either setting 'minLearningRate', or 'data' and 'student' | either --min-lr, or --data and"
            + " 'student'",
        "data: expected a model with the key 'model' | data: expected a model with the key 'model'",
      })
  void saysOptionsWhereSettingsAreMarked(String message, String shown) {
    assertEquals(
        shown,
        SettingOptions.translateMarked(SettingOptions.of(PretrainSettings.class).spec(), message));
  }
}
