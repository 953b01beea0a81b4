package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.jspecify.annotations.Nullable;

/** Reads a keepalived.conf into the structure of a YAML file. */
public final class KeepalivedConf {

  static final String NO_FILE = " matches no regular file; ignored";
  static final String DOES_NOT_START = "; keepalived does not start with that";

  private KeepalivedConf() {}

  /** Whether the problem is an include without a file. */
  public static boolean isMissingFile(Problem problem) {
    return problem.message().endsWith(NO_FILE);
  }

  /** Whether the problem is one for which keepalived itself ends instead of mending it. */
  public static boolean preventsStart(Problem problem) {
    return problem.message().endsWith(DOES_NOT_START);
  }

  /**
   * The translation of a file.
   *
   * @param root the structure of the YAML file; empty after a fatal note
   * @param notes notes on everything that was left out or changed
   * @param comments the operator's comments
   */
  public record Translation(Mapping root, List<Note> notes, KeptComments comments) {

    /** Creates a translation without comments. */
    public Translation(Mapping root, List<Note> notes) {
      this(root, notes, KeptComments.NONE);
    }

    public Translation {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Reads {@code text} and the files that it includes. Returns a translation for every text; never
   * throws. Time and memory grow with the size of the text after expansion, which is bounded.
   *
   * @param file the path of the text, for messages and for included files
   */
  public static Translation read(String file, String text, HostEnvironment world) {
    return read(file, text, world, _ -> {});
  }

  /**
   * Like {@link #read(String, String, HostEnvironment)}.
   *
   * @param translated called after each {@code virtual_server} with its position
   */
  public static Translation read(
      String file, String text, HostEnvironment world, Consumer<FilePosition> translated) {
    var notes = new Notes();
    var source = new SourceReader(world, notes);
    source.read(file, text);
    var statements = BlockReader.read(source.lines(), notes);
    var start = new FilePosition(file, 1, 1);
    var root =
        notes.isFatal()
            ? new Mapping(start)
            : new Translator(notes, world, start).translate(statements, translated);
    var ends = new HashMap<FilePosition, Integer>();
    statements.forEach(statement -> collectEnds(statement, ends));
    putEnds(root, ends);
    return new Translation(root, notes.all(), new KeptComments(source.lines(), source.comments()));
  }

  /**
   * Collects the last line of each block. Repeated expansions of a definition all have the same
   * position.
   */
  private static void collectEnds(Statement statement, Map<FilePosition, Integer> ends) {
    if (statement.hasBlock()) {
      ends.merge(statement.place(), statement.lastLine(), Math::max);
    }
    statement.block().forEach(inner -> collectEnds(inner, ends));
  }

  private static void putEnds(Tree tree, Map<FilePosition, Integer> ends) {
    switch (tree) {
      case Mapping mapping -> {
        mapping.endsAt(ends.getOrDefault(mapping.place(), 0));
        mapping.members().values().forEach(member -> putEnds(member, ends));
      }
      case Tree.Items list -> list.items().forEach(item -> putEnds(item, ends));
      case Tree.Text _ -> {}
    }
  }

  /** Returns every known keyword of keepalived with its translation, block by block. */
  public static List<Keyword> keywords() {
    return new Translator(new Notes(), new Nowhere(), new FilePosition("", 1, 1)).keywords();
  }

  /**
   * Returns every keyword, and every word in the line of a keyword, that has a key with the same
   * meaning.
   */
  static List<Keyword> words() {
    return new Translator(new Notes(), new Nowhere(), new FilePosition("", 1, 1)).words();
  }

  /** The environment for collecting keywords without a file; its methods are never called. */
  private static final class Nowhere implements HostEnvironment {
    @Override
    public String configId() {
      return "";
    }

    @Override
    public String environment(String name) {
      return "";
    }

    @Override
    public int random(int least, int most) {
      return least;
    }

    @Override
    public String read(String path) throws IOException {
      throw new IOException("there are no files");
    }

    @Override
    public List<String> matching(String pattern) {
      return List.of();
    }

    @Override
    public OptionalInt mtu(String link) {
      return OptionalInt.empty();
    }

    @Override
    public @Nullable Long vrfTable(String name) {
      return null;
    }

    @Override
    public @Nullable Boolean hasUser(String name) {
      return null;
    }

    @Override
    public @Nullable Boolean hasGroup(String name) {
      return null;
    }

    @Override
    public String locate(String program) {
      return program;
    }

    @Override
    public @Nullable String whyRefused(
        List<String> words, @Nullable String user, @Nullable String group) {
      return null;
    }
  }
}
