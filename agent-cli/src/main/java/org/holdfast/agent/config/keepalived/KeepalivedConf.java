package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.jspecify.annotations.Nullable;

/** A keepalived.conf, read into the shape of our own file. */
public final class KeepalivedConf {

  private KeepalivedConf() {}

  /**
   * What a file says.
   *
   * @param root as our YAML file would have it; empty after a fatal note
   * @param notes on all that is not in it, or not as it was written
   */
  public record Translation(Mapping root, List<Note> notes) {

    public Translation {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Reads {@code text} and what it includes. Total: whatever the text, there is a translation, made
   * in time and space that grow with the text and with what it may expand to, which is bounded.
   *
   * @param file its path, for messages and for what it includes
   */
  public static Translation read(String file, String text, Surroundings world) {
    var notes = new Notes();
    var source = new SourceReader(world, notes);
    source.read(file, text);
    var statements = BlockReader.read(source.lines(), notes);
    var start = new FilePosition(file, 1, 1);
    var root =
        notes.isFatal()
            ? new Mapping(start)
            : new Translator(notes, world, start).translate(statements);
    var ends = new HashMap<FilePosition, Integer>();
    statements.forEach(statement -> collectEnds(statement, ends));
    putEnds(root, ends);
    return new Translation(root, notes.all());
  }

  /** Blocks that a definition makes again and again all stand in one place. */
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

  /** Every keyword of keepalived's that is known, block by block, and what becomes of it. */
  public static List<Keyword> keywords() {
    return new Translator(new Notes(), new Nowhere(), new FilePosition("", 1, 1)).keywords();
  }

  /** Every keyword, and every word within a keyword's line, that says what a key of ours says. */
  static List<Keyword> words() {
    return new Translator(new Notes(), new Nowhere(), new FilePosition("", 1, 1)).words();
  }

  /** Nothing is asked of it. */
  private static final class Nowhere implements Surroundings {
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
