package io.greenmim.ci;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a {@code pom.xml} says of dependencies, those of its profiles among them.
 *
 * @param version version of the project, or of its parent
 * @param properties properties of the project and what it inherits
 * @param dependencies dependencies, properties put in; those of plugins not
 * @param managed what the dependency management says
 */
record ProjectPom(
    String version,
    Map<String, String> properties,
    List<Dependency> dependencies,
    List<Dependency> managed) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  /**
   * A dependency as it is written; what is not there is empty.
   *
   * @param group group id
   * @param artifact artifact id
   * @param version version
   * @param classifier classifier
   * @param scope scope
   */
  record Dependency(
      String group, String artifact, String version, String classifier, String scope) {

    /** Adds the scope that the dependency management gives it. */
    Dependency under(List<Dependency> managed) {
      String given =
          managed.stream()
              .filter(each -> scope.isEmpty() && each.artifact.equals(artifact))
              .map(Dependency::scope)
              .findFirst()
              .orElse(scope);
      return new Dependency(
          group, artifact, version, classifier, given.isEmpty() ? "compile" : given);
    }
  }

  static ProjectPom read(Path file, Map<String, String> inherited) throws IOException {
    Element project;
    try {
      Document document =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
      project = document.getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    Map<String, String> properties = new HashMap<>(inherited);
    for (Element each : children(project, "properties")) {
      IntStream.range(0, each.getChildNodes().getLength())
          .mapToObj(each.getChildNodes()::item)
          .filter(Element.class::isInstance)
          .forEach(node -> properties.put(node.getNodeName(), node.getTextContent().strip()));
    }
    String version =
        text(project, "version", properties)
            + children(project, "parent").stream()
                .map(parent -> text(parent, "version", properties))
                .findFirst()
                .orElse("");
    NodeList all = project.getElementsByTagName("dependency");
    List<Element> elements =
        IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i)).toList();
    return new ProjectPom(
        version,
        Map.copyOf(properties),
        dependencies(elements, List.of("project", "profile"), properties),
        dependencies(elements, List.of("dependencyManagement"), properties));
  }

  private static List<Dependency> dependencies(
      List<Element> elements, List<String> owners, Map<String, String> properties) {
    return elements.stream()
        .filter(each -> owners.contains(each.getParentNode().getParentNode().getNodeName()))
        .map(
            each ->
                new Dependency(
                    text(each, "groupId", properties),
                    text(each, "artifactId", properties),
                    text(each, "version", properties),
                    text(each, "classifier", properties),
                    text(each, "scope", properties)))
        .toList();
  }

  private static String text(Element parent, String name, Map<String, String> properties) {
    String written =
        children(parent, name).stream().map(Node::getTextContent).findFirst().orElse("").strip();
    return PLACEHOLDER
        .matcher(written)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group(0))));
  }

  private static List<Element> children(Element parent, String name) {
    NodeList nodes = parent.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(node -> node.getNodeName().equals(name))
        .map(Element.class::cast)
        .toList();
  }
}
