package org.holdfast.agent.config.load;

import java.util.Map;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.OfflineHost;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.Keywords;

/**
 * Prints the keys of a file in the order of the table of keywords. Each value has one spelling,
 * aliases and merge keys are resolved, and comments and standard values are omitted. Reading the
 * printed file gives the same configuration, and printing that configuration gives the same text.
 */
public final class ConfigPrinter {

  private ConfigPrinter() {}

  /**
   * Returns the file's structure, for JSON or YAML: texts, numbers, booleans, and lists and
   * mappings of these. Parses the file's text again, which takes as long as reading the whole file.
   */
  public static Map<String, Object> tree(Loaded loaded, Form form) {
    return tree(loaded.yaml(), form, new OfflineHost());
  }

  /**
   * Like {@link #tree(Loaded, Form)}.
   *
   * @param yaml a text that was read without an error
   */
  static Map<String, Object> tree(String yaml, Form form, Host host) {
    var fields = fields(yaml);
    var said = Keywords.ROOT.members(fields, form);
    if (!form.defaults()) {
      return said;
    }
    var plain =
        form.secrets() == Form.Secrets.PRINTED
            ? said
            : Keywords.ROOT.members(fields, Form.COMPLETE);
    return StandardValues.of(plain, host).addTo(said);
  }

  /**
   * Returns the file's values by key.
   *
   * @throws IllegalStateException if the text has an error
   */
  public static Fields fields(String yaml) {
    var report = new Report("");
    var root = YamlText.compose(yaml, report);
    var fields = root == null ? null : Keywords.ROOT.read(NodePosition.root(root), report);
    if (fields == null || report.errors() > 0) {
      throw new IllegalStateException("a file that was good: " + report.problems());
    }
    return fields;
  }

  /**
   * Returns the YAML text of a structure from {@link #tree(Loaded, Form)}, which may have been
   * converted to JSON and back. The text ends with a newline. With defaults, comments explain how
   * missing values are derived.
   */
  public static String yaml(Map<String, Object> tree, Form form) {
    return YamlWriter.write(
        form.defaults() ? DerivedDefaults.explain(tree) : YamlWriter.mapping(tree));
  }

  /** Returns the printed text of a running configuration, below a comment that names its file. */
  public static String running(String file, String text) {
    return "# Running configuration, read from " + file + "\n" + text;
  }
}
