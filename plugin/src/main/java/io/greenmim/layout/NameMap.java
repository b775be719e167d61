package io.greenmim.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of one layout against ours, both ways.
 *
 * <p>Names are patterns: {@code {i}} is a number, {@code {i+1}} or {@code {2i+1}} one that is
 * computed of it, {@code {p}} is weight or bias, {@code {*}} any rest.
 */
public final class NameMap {

  /**
   * One of our tensors, or the part of it that a layout keeps apart.
   *
   * @param name our name
   * @param part number of the part, or {@link #WHOLE}
   */
  public record Place(String name, int part) {

    /** The part of what is not divided. */
    public static final int WHOLE = -1;
  }

  private record Rule(NameTemplate ours, NameTemplate theirs, int part) {}

  private final List<Rule> rules = new ArrayList<>();

  /** Makes a map without names. */
  public NameMap() {}

  /**
   * Adds a pair of patterns; of several that fit a name the first counts.
   *
   * @param ours pattern of our names
   * @param theirs pattern of the layout's names
   * @return this map
   */
  public NameMap add(String ours, String theirs) {
    return addPart(ours, theirs, Place.WHOLE);
  }

  /**
   * Adds a part of a tensor that is divided along its first side into three.
   *
   * @param ours pattern of our names
   * @param theirs pattern of the layout's names
   * @param part number of the part, from 0
   * @return this map
   */
  public NameMap addPart(String ours, String theirs, int part) {
    rules.add(new Rule(new NameTemplate(ours), new NameTemplate(theirs), part));
    return this;
  }

  /**
   * Finds our place for a name of the layout.
   *
   * @param name a name of the layout
   * @return our place, or empty if the name means nothing to us
   */
  public Optional<Place> toOurs(String name) {
    for (Rule rule : rules) {
      Optional<Map<String, String>> values = rule.theirs().read(name);
      if (values.isPresent()) {
        return Optional.of(new Place(rule.ours().write(values.get()), rule.part()));
      }
    }
    return Optional.empty();
  }

  /**
   * Lists the layout's names for one of ours.
   *
   * @param name our name
   * @return one name, or those of the parts in order; may be none
   */
  public List<String> toTheirs(String name) {
    List<String> names = new ArrayList<>();
    for (Rule rule : rules) {
      Optional<Map<String, String>> values = rule.ours().read(name);
      if (values.isPresent()) {
        names.add(rule.theirs().write(values.get()));
        if (rule.part() == Place.WHOLE) {
          break;
        }
      }
    }
    return names;
  }
}
