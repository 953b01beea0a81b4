package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.jspecify.annotations.Nullable;

/**
 * The state of a block during translation: its translation so far, and its values by keepalived's
 * rules. For a value that keepalived would refuse, a method adds a note and returns null.
 */
final class BlockTranslation {

  private static final long NANOS = 1_000_000_000L;

  private final Mapping out;
  private final Notes notes;
  private final HostEnvironment world;
  private final ScriptUsers users;
  private final Map<String, Statement> said = new HashMap<>();

  BlockTranslation(Mapping out, Notes notes, HostEnvironment world) {
    this(out, notes, world, new ScriptUsers(notes, world));
  }

  private BlockTranslation(Mapping out, Notes notes, HostEnvironment world, ScriptUsers users) {
    this.out = out;
    this.notes = notes;
    this.world = world;
    this.users = users;
  }

  /** Returns the translation of another block, which is written to {@code mapping}. */
  BlockTranslation with(Mapping mapping) {
    return new BlockTranslation(mapping, notes, world, users);
  }

  Mapping out() {
    return out;
  }

  /** Returns the users of the file's commands. */
  ScriptUsers users() {
    return users;
  }

  void saw(Statement statement) {
    said.put(statement.keyword(), statement);
  }

  /** Returns the last statement with that keyword, or null if there was none. */
  @Nullable Statement said(String keyword) {
    return said.get(keyword);
  }

  /** Notes a mistake: a statement that cannot be parsed and is therefore left out or corrected. */
  void repaired(FilePosition place, String message) {
    notes.repaired(place, message);
  }

  /**
   * Notes a statement that is valid by itself but conflicts with others or is out of range, and is
   * therefore left out or corrected.
   */
  void remarked(FilePosition place, String message) {
    notes.remarked(place, message);
  }

  /** Notes an error that prevents keepalived from starting; the file is then refused. */
  void refused(FilePosition place, String message) {
    notes.fatal(place, message);
  }

  void notCarried(Statement statement, String reason) {
    notCarried(statement.place(), statement.keyword(), reason);
  }

  void notCarried(FilePosition place, String what, String reason) {
    notes.notCarried(place, what, reason);
  }

  private @Nullable Text refused(Statement statement, int index, String expected) {
    var text = statement.word(index);
    var value = text.isEmpty() ? " without a value" : " " + text;
    notes.repaired(
        statement.place(index),
        (index == 0 ? text : statement.keyword() + value)
            + " (expected: "
            + expected
            + "); ignored");
    return null;
  }

  /** Notes the first word after the one at {@code index}, if there is any, as surplus. */
  private void surplus(Statement statement, int index) {
    if (statement.size() > index + 1) {
      notes.repaired(
          statement.place(index + 1),
          statement.keyword() + ": " + statement.word(index + 1) + " has no meaning; ignored");
    }
  }

  @Nullable Text text(Statement statement) {
    surplus(statement, 1);
    return statement.word(1).isEmpty()
        ? refused(statement, 1, "a value")
        : new Text(statement.place(1), statement.word(1));
  }

  @Nullable Text number(Statement statement, int index, long least, long most) {
    var number = Numbers.parse(statement.word(index));
    return number == null || number < least || number > most
        ? refused(statement, index, "a whole number from " + least + " to " + most)
        : new Text(statement.place(index), number.toString());
  }

  /** Returns a whole number within the bounds of the key. */
  @Nullable Text number(Statement statement, int index, Key<Long> key) {
    var type = (NumberType) key.type();
    return number(statement, index, type.least(), type.most());
  }

  /**
   * Returns a whole number from 1 to the key's maximum; unlike the key, keepalived does not accept
   * 0.
   */
  @Nullable Text positive(Statement statement, int index, Key<Long> key) {
    return number(statement, index, 1, ((NumberType) key.type()).most());
  }

  /** Returns a number that must be the only value. */
  @Nullable Text number(Statement statement, long least, long most) {
    surplus(statement, 1);
    return number(statement, 1, least, most);
  }

  /**
   * Returns the whole number at the beginning of the value, clamped to the range, or null if it is
   * negative. keepalived uses the valid beginning of a number; where it has no upper limit, ours is
   * close enough.
   */
  @Nullable Text clamped(Statement statement, int index, long least, long most) {
    var word = statement.word(index);
    var number = Numbers.leading(word);
    if (word.isEmpty() || number == null || number < 0) {
      return refused(statement, index, "a whole number from " + least + " to " + most);
    }
    long used = Math.clamp(number, least, most);
    if (!Long.toString(used).equals(word)) {
      notes.repaired(
          statement.place(index), statement.keyword() + " " + word + " is read as " + used);
    }
    return new Text(statement.place(index), Long.toString(used));
  }

  /** Returns a time in seconds with optional decimals. */
  @Nullable Text seconds(Statement statement, int index, Duration shortest, Duration longest) {
    long least = shortest.toNanos();
    long most = longest.toNanos();
    var number = Numbers.decimal(statement.word(index));
    var nanos = number == null ? null : number.multiply(BigDecimal.valueOf(NANOS));
    if (nanos == null
        || nanos.compareTo(BigDecimal.valueOf(least)) < 0
        || nanos.compareTo(BigDecimal.valueOf(most)) > 0) {
      return refused(statement, index, "seconds from " + plain(least) + " to " + plain(most));
    }
    return new Text(statement.place(index), duration(nanos.longValue() / 1000 * 1000));
  }

  private static String plain(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  /** Returns the time as written in a YAML file. */
  static String duration(long nanos) {
    return nanos == 0 ? "0" : plain(nanos) + "s";
  }

  /** Returns a boolean, true if there is no value. */
  @Nullable Boolean bool(Statement statement) {
    surplus(statement, 1);
    return switch (statement.word(1)) {
      case "", "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      default -> {
        refused(statement, 1, "on, off, true, false, yes or no");
        yield null;
      }
    };
  }

  @Nullable Text bool(Statement statement, boolean inverted) {
    var value = bool(statement);
    return value == null ? null : new Text(statement.place(), "" + (value != inverted));
  }

  /** Returns an address; ignores a prefix length after it. */
  @Nullable Text address(Statement statement, int index) {
    var address = KeepalivedAddresses.host(statement.word(index)).orElse(null);
    return address == null
        ? refused(statement, index, "an IP address")
        : new Text(statement.place(index), address.toString());
  }

  /**
   * Returns the command in the first value, split as keepalived splits it, with the absolute path
   * of its program. Returns null if the command cannot be run; keepalived does not run such a
   * command either.
   */
  @Nullable Items command(Statement statement) {
    return command(statement, statement.word(1), true);
  }

  /**
   * Like {@link #command(Statement)}; {@code mustRun} is whether the program must be found on this
   * host.
   */
  @Nullable Items command(Statement statement, String line, boolean mustRun) {
    if (mustRun && isOpening(line)) {
      return commandOf(statement, List.of("/bin/sh", "-c", line.strip()));
    }
    var words = split(line);
    if (words.isEmpty()) {
      refused(statement, 1, "a command");
      return null;
    }
    if (mustRun) {
      var program = world.locate(words.getFirst());
      if (program == null) {
        notes.remarked(
            statement.place(1),
            statement.keyword()
                + ": "
                + words.getFirst()
                + " cannot be run here; left out, as keepalived disables it");
        return null;
      }
      words.set(0, program);
    }
    return commandOf(statement, words);
  }

  private static Items commandOf(Statement statement, List<String> words) {
    var items = new ArrayList<Tree>();
    words.forEach(word -> items.add(new Text(statement.place(1), word)));
    return new Items(statement.place(1), items);
  }

  /**
   * Whether the command, such as {@code </dev/tcp/10.0.0.1/80}, opens a file, for which it would
   * need a shell.
   */
  private static boolean isOpening(String line) {
    var text = line.strip();
    return text.startsWith("<") && text.substring(1).stripLeading().startsWith("/");
  }

  /**
   * Splits at blanks. Single or double quotes keep words together, and a backslash escapes a blank
   * or a quote.
   */
  private static List<String> split(String line) {
    var words = new ArrayList<String>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == 0 && (Words.isBlank(c) || c == '\n')) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        i++;
        word.append(line.charAt(i));
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
