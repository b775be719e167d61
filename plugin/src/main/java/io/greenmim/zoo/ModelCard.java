package io.greenmim.zoo;

import java.util.Map;

/**
 * The text that goes with a published model.
 *
 * @param request how the model is published, with its id
 * @param description what the model is
 * @param facts facts of the model and its training by label
 * @param usage how it is used, Markdown
 */
record ModelCard(
    PublishRequest request, String description, Map<String, String> facts, String usage) {

  /** Name of the file beside the weights. */
  static final String NAME = "MODEL_CARD.md";

  /** Formats the card as Markdown. */
  String toMarkdown() {
    return """
    # %s %s

    %s

    Licence: [%s](%s)

    | fact | value |
    | --- | --- |
    %s
    ## Use

    With the GreenMIM plugin on the class path; ZOO is the folder or web address of this zoo:

    %s%s\
    """
        .formatted(
            request.artifactId(),
            request.version(),
            description,
            request.license().name(),
            request.license().url(),
            table(),
            usage,
            request.notes().isBlank() ? "" : "\n" + request.notes().strip() + "\n");
  }

  private String table() {
    StringBuilder rows = new StringBuilder();
    facts.forEach((label, value) -> rows.append("| %s | %s |%n".formatted(label, value)));
    return rows.toString().replace(System.lineSeparator(), "\n");
  }
}
