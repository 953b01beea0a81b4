package org.holdfast.agent.config.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.pieces.ComparedFiles;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The structures of two files, for a comparison. An instance or a virtual server whose text is the
 * same in both files is left out or is {@link #UNCHANGED} if the texts can be split, so that a
 * small change in a large file is cheap to compare.
 */
record ComparedTexts(Map<String, Object> before, Map<String, Object> after) {

  /** Takes the place of the content of a piece that both files have; its name is its text. */
  static final String UNCHANGED = "";

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
  static boolean mayHaveAliases(String text) {
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

  /** Returns the structures without the equal pieces, or null if the texts cannot be split. */
  private static @Nullable ComparedTexts cut(String before, String after) {
    var files = ComparedFiles.of(before, after);
    if (files == null) {
      return null;
    }
    var old = files.before();
    var now = files.after();
    var oldRest = rest(old);
    var newRest = now.rest().equals(old.rest()) ? oldRest : rest(now);
    if (oldRest == null || newRest == null) {
      return null;
    }
    var earlier = structure(oldRest, old);
    var later = structure(newRest, now);
    return earlier == null || later == null ? null : new ComparedTexts(earlier, later);
  }

  /** Returns the structure without the pieces, or null if the text was split in a wrong place. */
  private static @Nullable Map<String, Object> rest(ComparedFiles.Side side) {
    var report = new Report("");
    if (!(YamlText.compose(side.rest(), report) instanceof MappingNode root)
        || (side.servers() != null && !take(ServerKeywords.VIRTUAL_SERVERS, root))
        || (side.instances() != null && !takeInstances(root))) {
      return null;
    }
    return members(root, Form.COMPARED, report);
  }

  /**
   * Returns the structure of a text without its virtual servers, or null if the text was split in a
   * wrong place.
   *
   * @param rest the text with the key of the virtual servers, but without these
   */
  static @Nullable Map<String, Object> withoutServers(String rest, Form form) {
    var report = new Report("");
    return YamlText.compose(rest, report) instanceof MappingNode root
            && take(ServerKeywords.VIRTUAL_SERVERS, root)
        ? members(root, form, report)
        : null;
  }

  private static @Nullable Map<String, Object> members(MappingNode root, Form form, Report report) {
    var fields = Keywords.ROOT.read(NodePosition.root(root), report);
    return fields == null || report.errors() > 0 ? null : Keywords.ROOT.members(fields, form);
  }

  private static boolean takeInstances(MappingNode root) {
    var vrrp = find(Keywords.VRRP, root);
    return vrrp != null
        && vrrp.getValueNode() instanceof MappingNode keys
        && take(InstanceKeywords.INSTANCES, keys);
  }

  /** Removes the key; returns false if the mapping does not have the key. */
  private static boolean take(Key<?> key, MappingNode mapping) {
    var tuple = find(key, mapping);
    return tuple != null && mapping.getValue().remove(tuple);
  }

  private static @Nullable NodeTuple find(Key<?> key, MappingNode mapping) {
    for (var tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key.name())) {
        return tuple;
      }
    }
    return null;
  }

  /** Returns the structure of a text, or null if a piece is not valid by itself. */
  private static @Nullable Map<String, Object> structure(
      Map<String, Object> rest, ComparedFiles.Side side) {
    var structure = new LinkedHashMap<>(rest);
    if (side.instances() != null) {
      var instances = pieces(side.instances(), InstanceKeywords.INSTANCES.type());
      if (instances == null) {
        return null;
      }
      var vrrp = new LinkedHashMap<Object, Object>();
      if (rest.get(Keywords.VRRP.name()) instanceof Map<?, ?> others) {
        vrrp.putAll(others);
      }
      vrrp.put(InstanceKeywords.INSTANCES.name(), instances);
      structure.put(Keywords.VRRP.name(), vrrp);
    }
    if (side.servers() != null) {
      var servers = pieces(side.servers(), ServerKeywords.VIRTUAL_SERVERS.type());
      if (servers == null) {
        return null;
      }
      structure.put(ServerKeywords.VIRTUAL_SERVERS.name(), servers);
    }
    return structure;
  }

  private static <T> @Nullable Map<String, Object> pieces(
      List<ComparedFiles.Piece> pieces, ValueType<T> type) {
    var members = new LinkedHashMap<String, Object>();
    for (var piece : pieces) {
      if (piece.inBoth()) {
        members.put(piece.text(), UNCHANGED); // its position may have changed
        continue;
      }
      var report = new Report("");
      var root = YamlText.compose(piece.text(), report);
      var entries = root == null ? null : type.read(NodePosition.root(root), report);
      if (entries == null
          || report.errors() > 0
          || !(type.written(entries, Form.COMPARED) instanceof Map<?, ?> written)) {
        return null;
      }
      written.forEach((name, value) -> members.put("" + name, value));
    }
    return members;
  }
}
