package io.greenmim.verify.detect;

import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.verify.ReferenceConfig;
import io.greenmim.verify.ReferenceFile;
import io.greenmim.verify.ReferenceKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Single operators: {@code cases[group][name]} of the JSON has the parameters of each call and the
 * keys of its arguments and results.
 */
final class OperatorReference implements ReferenceKind {

  private static final String CASES = "cases";

  private static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          Map.entry("nms", SelectionOperators::nms),
          Map.entry("batched_nms", SelectionOperators::nms),
          Map.entry("matcher", SelectionOperators::match),
          Map.entry("rpn_proposals", SelectionOperators::propose),
          Map.entry("box_inference", SelectionOperators::detect),
          Map.entry("box_coder", BoxOperators::code),
          Map.entry("pairwise_iou", BoxOperators::overlap),
          Map.entry("level_assign", BoxOperators::level),
          Map.entry("anchors", BoxOperators::anchors),
          Map.entry("roi_align", PoolingOperators::align),
          Map.entry("roi_pooler", PoolingOperators::pool),
          Map.entry("paste_masks", MaskOperators::paste),
          Map.entry("mask_targets", MaskOperators::target));

  @Override
  public boolean recognises(ReferenceFile file) {
    return file.config().has(CASES);
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    Ledger ledger = new Ledger(file);
    ReferenceConfig groups = file.config().part(CASES);
    for (String group : groups.names()) {
      Operator operator = OPERATORS.get(group);
      if (operator == null) {
        ledger.add(Comparison.failure(group, "expected an operator that is known"));
        continue;
      }
      ReferenceConfig cases = groups.part(group);
      for (String name : cases.names()) {
        operator.repeat(new OperatorCase(group + "/" + name, cases.part(name), ledger));
      }
    }
    return ledger.close();
  }
}
