package org.holdfast.agent.config.load;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.pieces.FilePieces;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The structures of two files, for a comparison. Leaves out virtual servers whose text is the same
 * in both files if the texts can be split, so that a small change in a large file is cheap to
 * compare.
 */
record ComparedTexts(Map<String, Object> before, Map<String, Object> after) {

  private static final String SERVERS = ServerKeywords.VIRTUAL_SERVERS.name();

  /**
   * @param before a text that was read without an error, like {@code after}
   */
  static ComparedTexts of(String before, String after) {
    if (before.equals(after)) {
      return new ComparedTexts(Map.of(), Map.of());
    }
    var cut = mayHaveAliases(before) || mayHaveAliases(after) ? null : cut(before, after);
    return cut == null ? new ComparedTexts(whole(before), whole(after)) : cut;
  }

  /** Whether there may be an alias, because of which an equal text may have another meaning. */
  private static boolean mayHaveAliases(String text) {
    if (text.indexOf('&') < 0) {
      return false;
    }
    for (int at = text.indexOf('*'); at >= 0; at = text.indexOf('*', at + 1)) {
      boolean begins = at == 0 || " \t\r\n[{,:".indexOf(text.charAt(at - 1)) >= 0;
      boolean hasName = at + 1 < text.length() && " \t\r\n*,[]{}".indexOf(text.charAt(at + 1)) < 0;
      if (begins && hasName) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Object> whole(String text) {
    return Keywords.ROOT.members(ConfigPrinter.fields(text), Form.COMPARED);
  }

  /** Returns the structures without the equal servers, or null if the texts cannot be split. */
  private static @Nullable ComparedTexts cut(String before, String after) {
    var sides = FilePieces.compare(before, after);
    var earlier = sides == null ? null : structure(sides.before());
    var later = sides == null || earlier == null ? null : structure(sides.after());
    return earlier == null || later == null ? null : new ComparedTexts(earlier, later);
  }

  /** Returns the structure of the pieces, or null if a piece is not a valid file by itself. */
  private static @Nullable Map<String, Object> structure(FilePieces.Side side) {
    var report = new Report("");
    if (!(YamlText.compose(side.rest(), report) instanceof MappingNode root)
        || !root.getValue()
            .removeIf(tuple ->
                tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(SERVERS))) {
      return null;
    }
    var fields = Keywords.ROOT.read(NodePosition.root(root), report);
    if (fields == null || report.errors() > 0) {
      return null;
    }
    var structure = Keywords.ROOT.members(fields, Form.COMPARED);
    var servers = new LinkedHashMap<String, Object>();
    for (var server : side.servers()) {
      if (server.inBoth()) {
        servers.put(server.text(), ""); // equal, but its position may have changed
      } else if (!add(server.text(), servers)) {
        return null;
      }
    }
    structure.put(SERVERS, servers);
    return structure;
  }

  private static boolean add(String server, Map<String, Object> servers) {
    var report = new Report("");
    var root = YamlText.compose(server, report);
    var type = ServerKeywords.VIRTUAL_SERVERS.type();
    var entries = root == null ? null : type.read(NodePosition.root(root), report);
    if (entries == null
        || report.errors() > 0
        || !(type.written(entries, Form.COMPARED) instanceof Map<?, ?> members)) {
      return false;
    }
    members.forEach((name, value) -> servers.put("" + name, value));
    return true;
  }
}
