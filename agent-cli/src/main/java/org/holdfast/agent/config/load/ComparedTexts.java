package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.pieces.YamlSplit;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The structures of two files, for a comparison. Virtual servers whose text is the same in both
 * files are left out where the texts can be cut, so that a small change in a large file costs
 * little.
 */
record ComparedTexts(Map<String, Object> before, Map<String, Object> after) {

  private static final String SERVERS = ServerKeywords.VIRTUAL_SERVERS.name();

  /**
   * @param before a text that has been read without an error; so is {@code after}
   */
  static ComparedTexts of(String before, String after) {
    if (before.equals(after)) {
      return new ComparedTexts(Map.of(), Map.of());
    }
    var cut = hasAliases(before) || hasAliases(after) ? null : cut(before, after);
    return cut == null ? new ComparedTexts(whole(before), whole(after)) : cut;
  }

  /** An equal text with aliases may mean something else. */
  private static boolean hasAliases(String text) {
    return text.indexOf('&') >= 0 && text.indexOf('*') >= 0;
  }

  private static Map<String, Object> whole(String text) {
    return Keywords.ROOT.members(ConfigPrinter.fields(text), Form.COMPARED);
  }

  /** The structures without the equal servers; null if the texts cannot be cut. */
  private static @Nullable ComparedTexts cut(String before, String after) {
    var old = YamlSplit.of(before, null);
    var now = old == null ? null : YamlSplit.of(after, old);
    if (old == null || now == null) {
      return null;
    }
    var unmatched = new boolean[old.count()];
    Arrays.fill(unmatched, true);
    var come = new ArrayList<String>();
    for (int i = 0; i < now.count(); i++) {
      int same = now.earlier(i, old.count());
      if (same < 0) {
        come.add(now.server(i));
      } else {
        unmatched[same] = false;
      }
    }
    var gone = new ArrayList<String>();
    for (int i = 0; i < unmatched.length; i++) {
      if (unmatched[i]) {
        gone.add(old.server(i));
      }
    }
    var both = new HashSet<>(gone);
    both.retainAll(new HashSet<>(come));
    var earlier = structure(old.rest(), gone, both);
    var later = earlier == null ? null : structure(now.rest(), come, both);
    return earlier == null || later == null ? null : new ComparedTexts(earlier, later);
  }

  /** The structure of the pieces; null if a piece is not a valid file by itself. */
  private static @Nullable Map<String, Object> structure(
      String rest, List<String> servers, Set<String> left) {
    var report = new Report("");
    if (!(YamlText.compose(rest, report) instanceof MappingNode root)
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
    var pieces = new LinkedHashMap<String, Object>();
    for (var server : servers) {
      if (!left.contains(server) && !add(server, pieces)) {
        return null;
      }
    }
    structure.put(SERVERS, pieces);
    return structure;
  }

  private static boolean add(String server, Map<String, Object> pieces) {
    var report = new Report("");
    var root = YamlText.compose(server, report);
    var type = ServerKeywords.VIRTUAL_SERVERS.type();
    var entries = root == null ? null : type.read(NodePosition.root(root), report);
    if (entries == null
        || report.errors() > 0
        || !(type.written(entries, Form.COMPARED) instanceof Map<?, ?> members)) {
      return false;
    }
    members.forEach((name, value) -> pieces.put("" + name, value));
    return true;
  }
}
