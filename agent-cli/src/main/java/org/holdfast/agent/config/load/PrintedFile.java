package org.holdfast.agent.config.load;

import java.util.Map;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.pieces.YamlSplit;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;

/**
 * The text of a file as {@link ConfigPrinter} prints it. If possible, its virtual servers are
 * parsed and printed one after the other, so that only the tree of one is in memory, and those
 * whose lines have not changed since an earlier printing are taken from that. Immutable.
 */
public final class PrintedFile {

  private final String text;
  private final Form form;

  /** The file that was printed; null if it was printed as a whole. */
  private final @Nullable YamlSplit split;

  /**
   * The offset at which each virtual server begins in the printed text, and the end of the last.
   */
  private final int[] bounds;

  private PrintedFile(String text, Form form, @Nullable YamlSplit split, int[] bounds) {
    this.text = text;
    this.form = form;
    this.split = split;
    this.bounds = bounds;
  }

  /**
   * Prints a file.
   *
   * @param form must be that of {@code earlier} for anything to be taken from it
   * @param earlier the printing of an earlier file; null if there is none
   */
  public static PrintedFile of(Loaded loaded, Form form, @Nullable PrintedFile earlier) {
    return of(loaded, form, earlier, () -> {});
  }

  /**
   * Like {@link #of(Loaded, Form, PrintedFile)}.
   *
   * @param afterEach called after each virtual server that is parsed and printed by itself
   */
  public static PrintedFile of(
      Loaded loaded, Form form, @Nullable PrintedFile earlier, Runnable afterEach) {
    var pieces =
        form.defaults() || ComparedTexts.mayHaveAliases(loaded.yaml())
            ? null
            : ofPieces(
                loaded.yaml(),
                form,
                earlier != null && earlier.form.equals(form) ? earlier : null,
                afterEach);
    return pieces == null
        ? new PrintedFile(
            ConfigPrinter.yaml(ConfigPrinter.tree(loaded, form), form), form, null, new int[0])
        : pieces;
  }

  /** Returns the printed text. */
  public String text() {
    return text;
  }

  /** Returns null if the file must be printed as a whole. */
  private static @Nullable PrintedFile ofPieces(
      String yaml, Form form, @Nullable PrintedFile earlier, Runnable afterEach) {
    var split = YamlSplit.of(yaml, earlier == null ? null : earlier.split);
    var rest = split == null ? null : ComparedTexts.withoutServers(split.rest(), form);
    if (split == null || rest == null) {
      return null;
    }
    var writer = new YamlWriter();
    var bounds = new int[split.count() + 1];
    for (var key : Keywords.ROOT.keys()) {
      var value = rest.get(key.name());
      if (key.equals(ServerKeywords.VIRTUAL_SERVERS)) {
        writer.opening(key.name(), 0);
        if (!add(split, form, earlier, writer, bounds, afterEach)) {
          return null;
        }
      } else if (value != null) {
        writer.member(key.name(), value, 0);
      }
    }
    return new PrintedFile(writer.text(), form, split, bounds);
  }

  /** Prints the virtual servers; returns false if the lines of one are not one by themselves. */
  private static boolean add(
      YamlSplit split,
      Form form,
      @Nullable PrintedFile earlier,
      YamlWriter writer,
      int[] bounds,
      Runnable afterEach) {
    int known = earlier == null || earlier.split == null ? 0 : earlier.split.count();
    for (int i = 0; i < split.count(); i++) {
      bounds[i] = writer.length();
      int same = earlier == null || known == 0 ? -1 : split.earlier(i, known);
      if (earlier != null && same >= 0) {
        writer.lines(earlier.text, earlier.bounds[same], earlier.bounds[same + 1]);
      } else if (add(split.member(i), form, writer)) {
        afterEach.run();
      } else {
        return false;
      }
    }
    bounds[split.count()] = writer.length();
    return true;
  }

  private static boolean add(String lines, Form form, YamlWriter writer) {
    var members = members(lines, ServerKeywords.VIRTUAL_SERVERS, form);
    if (members == null) {
      return false;
    }
    members.forEach((name, value) -> writer.member("" + name, value, 2));
    return true;
  }

  private static <T> @Nullable Map<?, ?> members(String text, Key<T> key, Form form) {
    var report = new Report("");
    var root = YamlText.compose(text, report);
    var entries = root == null ? null : key.type().read(NodePosition.root(root), report);
    return entries != null
            && report.errors() == 0
            && key.type().written(entries, form) instanceof Map<?, ?> written
        ? written
        : null;
  }
}
