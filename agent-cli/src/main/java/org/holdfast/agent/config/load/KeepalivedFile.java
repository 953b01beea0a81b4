package org.holdfast.agent.config.load;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.keepalived.KeepalivedConf.Translation;
import org.holdfast.agent.config.keepalived.Note;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.AuthenticationKeywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Translates a keepalived.conf into a tree of YAML nodes, so that both formats share the binders.
 */
final class KeepalivedFile {

  private static final int[] NO_TEXT = {};

  private static final KeyPath<String> PASSWORD =
      AuthenticationKeywords.AUTHENTICATION.then(AuthenticationKeywords.PASSWORD);

  private KeepalivedFile() {}

  /** A separate class, so that a start with a YAML file does not load keepalived's keywords. */
  private static final class FirstWords {
    private static final Set<String> ALL = all();

    private static Set<String> all() {
      var words =
          new HashSet<>(
              Set.of("include", "includer", "includem", "includew", "includeb", "includea"));
      for (var keyword : KeepalivedConf.keywords()) {
        if (keyword.block().equals("top")) {
          words.add(keyword.name());
        }
      }
      return words;
    }
  }

  /**
   * Whether the bytes are a keepalived.conf. The first line that is valid in only one of the
   * formats decides. A line of a keepalived.conf begins with {@code !}, {@code $}, {@code ~} or
   * {@code @}, none of which can begin a mapping in YAML, or with a keyword of keepalived without a
   * colon; a line of YAML has a key with a colon. Comments after {@code #} and unknown words are
   * skipped.
   */
  static boolean recognises(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      var line =
          new String(bytes, at, Math.min(end - at, 256), StandardCharsets.ISO_8859_1).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        if ("!$~@".indexOf(line.charAt(0)) >= 0 || isKeyword(firstWord(line))) {
          return true;
        }
        if (isYaml(line)) {
          return false;
        }
      }
      at = end + 1;
    }
    return false;
  }

  private static boolean isYaml(String line) {
    int colon = line.indexOf(':');
    boolean hasKey = colon > 0 && (colon + 1 == line.length() || line.charAt(colon + 1) == ' ');
    return hasKey
        || line.startsWith("{")
        || line.startsWith("- ")
        || line.startsWith("---")
        || line.startsWith("%");
  }

  private static boolean isKeyword(String word) {
    return !word.endsWith(":") && FirstWords.ALL.contains(word);
  }

  private static String firstWord(String line) {
    int end = 0;
    while (end < line.length() && " \t{#!".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    return line.substring(0, Math.max(end, 1));
  }

  /** Decodes the text as UTF-8, or else as Latin 1; keepalived itself only compares bytes. */
  static String text(byte[] bytes) {
    return new String(bytes, isUtf8(bytes) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * Translates the file and adds the notes to the report.
   *
   * @param configId the name that {@code @id} lines select; null for the host's short name
   */
  static Translation translate(
      byte[] bytes,
      Report report,
      Host host,
      @Nullable String configId,
      Consumer<FilePosition> translated) {
    var translation = translate(text(bytes), report, host, configId, translated);
    if (!isUtf8(bytes)) {
      refuseOtherPasswords(translation.root(), report);
    }
    return translation;
  }

  /**
   * Like {@link #translate(byte[], Report, Host, String, Consumer)}, for a text in UTF-8.
   *
   * @param translated called after each {@code virtual_server} with its position
   */
  static Translation translate(
      String text,
      Report report,
      Host host,
      @Nullable String configId,
      Consumer<FilePosition> translated) {
    var translation =
        KeepalivedConf.read(report.file(), text, new LocalEnvironment(host, configId), translated);
    for (var note : translation.notes()) {
      boolean isError = note.kind() == Note.Kind.FATAL;
      var mark = mark(note.place());
      if (isError) {
        report.error(mark, null, note.message());
      } else {
        report.warning(mark, null, note.message());
      }
    }
    return translation;
  }

  /**
   * Reports passwords with non-ASCII characters as errors: an advert carries the bytes of the
   * password, and UTF-8 would change those of a Latin 1 file.
   */
  private static void refuseOtherPasswords(Tree tree, Report report) {
    if (!(tree instanceof Tree.Mapping mapping)) {
      return;
    }
    if (mapping.get(PASSWORD) instanceof Tree.Text password
        && !StandardCharsets.US_ASCII.newEncoder().canEncode(password.text())) {
      report.error(
          mark(password.place()),
          null,
          "a password beyond ASCII in a file that is not in UTF-8; write the file in UTF-8");
    }
    mapping.members().values().forEach(member -> refuseOtherPasswords(member, report));
  }

  /** Returns the number of notes about statements that cannot be parsed. */
  static int mistakes(Translation translation) {
    return (int)
        translation.notes().stream().filter(note -> note.kind() == Note.Kind.REPAIRED).count();
  }

  /** Is called for each created node, before the nodes below it. */
  interface Listener {

    /**
     * Called after a node was created.
     *
     * @param parent null for the root
     * @param key the node's key; empty for an item of a list
     */
    void made(Node node, Tree tree, @Nullable Node parent, String key);
  }

  static Node node(Tree tree, Listener listener) {
    return node(tree, null, "", listener);
  }

  private static Node node(Tree tree, @Nullable Node parent, String key, Listener listener) {
    var mark = mark(tree.place());
    switch (tree) {
      case Tree.Text text -> {
        // Quoted, so that every scalar is read as text.
        var node = new ScalarNode(Tag.STR, text.text(), mark, mark, ScalarStyle.DOUBLE_QUOTED);
        listener.made(node, tree, parent, key);
        return node;
      }
      case Tree.Items list -> {
        var items = new ArrayList<Node>();
        var node = new SequenceNode(Tag.SEQ, true, items, mark, mark, FlowStyle.BLOCK);
        listener.made(node, tree, parent, key);
        list.items().forEach(item -> items.add(node(item, node, "", listener)));
        return node;
      }
      case Tree.Mapping mapping -> {
        List<NodeTuple> members = new ArrayList<>();
        var node = new MappingNode(Tag.MAP, true, members, mark, mark, FlowStyle.BLOCK);
        listener.made(node, tree, parent, key);
        mapping
            .members()
            .forEach((name, value) ->
                members.add(
                    new NodeTuple(key(name, value.place()), node(value, node, name, listener))));
        return node;
      }
    }
  }

  private static Node key(String key, FilePosition place) {
    return new ScalarNode(Tag.STR, key, mark(place), mark(place), ScalarStyle.DOUBLE_QUOTED);
  }

  private static Mark mark(FilePosition place) {
    return new Mark(place.file(), 0, place.line() - 1, place.column() - 1, NO_TEXT, 0);
  }
}
