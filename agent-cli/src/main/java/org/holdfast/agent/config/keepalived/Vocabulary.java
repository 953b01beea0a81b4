package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of one block: what each becomes, or why it becomes nothing. Reading, the page on
 * keepalived's keywords, the reference page and the hints in errors go by this table. A row refers
 * to the key that says the same, whose type and bounds hold where the row names none. Where a
 * method takes several keywords, blanks stand between them.
 */
final class Vocabulary {

  private final String block;
  private final Map<String, Term> terms = new HashMap<>();
  private final List<Keyword> keywords = new ArrayList<>();
  private final List<Keyword> words = new ArrayList<>();

  private record Term(Keyword keyword, @Nullable BiConsumer<BlockTranslation, Statement> action) {}

  private Vocabulary(String block) {
    this.block = block;
  }

  /**
   * An empty vocabulary.
   *
   * @param block its keyword, for the documentation
   */
  static Vocabulary of(String block) {
    return new Vocabulary(block);
  }

  String block() {
    return block;
  }

  /** The keywords, in the order of their rows. */
  List<Keyword> keywords() {
    return List.copyOf(keywords);
  }

  /** The keywords, and the words in their lines that have keys of their own. */
  List<Keyword> words() {
    var all = new ArrayList<>(keywords);
    all.addAll(words);
    return all;
  }

  /** Keywords that {@code action} reads. */
  Vocabulary carry(Becomes becomes, String names, BiConsumer<BlockTranslation, Statement> action) {
    for (var name : names.split(" ", -1)) {
      add(new Term(new Keyword(block, name, becomes.text(), "", becomes.paths()), action));
    }
    return this;
  }

  /** Keywords that {@code action} reads into the value under {@code path}. */
  Vocabulary carry(KeyPath<?> path, String names, BiConsumer<BlockTranslation, Statement> action) {
    return carry(Becomes.of(path), names, action);
  }

  /** Keywords that are only remembered until the block has been read. */
  Vocabulary keep(Becomes becomes, String names) {
    return carry(becomes, names, (_, _) -> {});
  }

  /** Keywords that are only remembered until the block has been read. */
  Vocabulary keep(KeyPath<?> path, String names) {
    return keep(Becomes.of(path), names);
  }

  /** Keywords that are only remembered, and have no key of their own. */
  Vocabulary keep(String becomes, String names) {
    return keep(Becomes.described(becomes), names);
  }

  /** Keywords that are not carried over. */
  Vocabulary drop(String names, String reason) {
    for (var name : names.split(" ", -1)) {
      add(new Term(new Keyword(block, name, "", reason, List.of()), null));
    }
    return this;
  }

  private void add(Term term) {
    terms.put(term.keyword().name(), term);
    keywords.add(term.keyword());
  }

  /** Words in the line of a keyword that mean the same as {@code key}. */
  Vocabulary within(Key<?> key, String names) {
    for (var name : names.split(" ", -1)) {
      words.add(new Keyword(block, name, key.name(), "", List.of(key)));
    }
    return this;
  }

  /** Keywords with the values of the key, whose type and bounds decide what is valid. */
  Vocabulary same(KeyPath<?> path, String names) {
    return switch (path.key().type()) {
      case NumberType number -> number(path, names, number.least(), number.most());
      case DurationType duration -> seconds(path, names, duration.least(), duration.most());
      case BooleanType _ ->
          carry(
              path,
              names,
              (translation, s) -> translation.out().put(path, translation.bool(s, false)));
      case AddressType _ ->
          carry(
              path,
              names,
              (translation, s) -> translation.out().put(path, translation.address(s, 1)));
      default ->
          carry(path, names, (translation, s) -> translation.out().put(path, translation.text(s)));
    };
  }

  /** Keywords that mean the opposite of the key. */
  Vocabulary opposite(KeyPath<Boolean> path, String names) {
    return carry(
        Becomes.of(path).with(", inverted"),
        names,
        (translation, s) -> translation.out().put(path, translation.bool(s, true)));
  }

  /** Keywords without a value, which stand for one value of the key. */
  Vocabulary standing(KeyPath<?> path, String value, String names) {
    return carry(
        Becomes.of(path).with(": " + value),
        names,
        (translation, s) -> translation.out().put(path, s.place(), value));
  }

  /** Keywords whose value keepalived does not look at: they stand for one value of the key. */
  Vocabulary standingWhatever(KeyPath<?> path, String value, String names) {
    return carry(
        Becomes.of(path).with(": " + value + ", whatever value it has"),
        names,
        (translation, s) -> translation.out().put(path, s.place(), value));
  }

  /** Whole numbers within bounds of keepalived's own. */
  Vocabulary number(KeyPath<?> path, String names, long least, long most) {
    return carry(
        path,
        names,
        (translation, s) -> translation.out().put(path, translation.number(s, least, most)));
  }

  /** Numbers that keepalived brings into the bounds of the key. */
  Vocabulary clamped(KeyPath<Long> path, String names) {
    var type = (NumberType) path.key().type();
    return carry(
        path,
        names,
        (translation, s) ->
            translation.out().put(path, translation.clamped(s, 1, type.least(), type.most())));
  }

  /** Whole seconds up to the longest time of the key; decimals are cut off. */
  Vocabulary cutSeconds(KeyPath<Duration> path, String names) {
    long most = wholeSeconds(path);
    return carry(
        path,
        names,
        (translation, s) -> putSeconds(translation, path, translation.clamped(s, 1, 0, most)));
  }

  /** Whole seconds within the bounds of the key. */
  Vocabulary wholeSeconds(KeyPath<Duration> path, String names) {
    var type = (DurationType) path.key().type();
    long least =
        new BigDecimal(type.least().toNanos())
            .movePointLeft(9)
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    long most = wholeSeconds(path);
    return carry(
        path,
        names,
        (translation, s) -> putSeconds(translation, path, translation.number(s, least, most)));
  }

  /** The longest time of the key, in whole seconds. */
  static long wholeSeconds(KeyPath<Duration> path) {
    return ((DurationType) path.key().type()).most().toSeconds();
  }

  private static void putSeconds(
      BlockTranslation translation, KeyPath<?> path, @Nullable Text number) {
    if (number != null) {
      var text = number.text().equals("0") ? "0" : number.text() + "s";
      translation.out().put(path, new Text(number.place(), text));
    }
  }

  /** Seconds with decimals, within bounds of keepalived's own. */
  Vocabulary seconds(KeyPath<?> path, String names, Duration least, Duration most) {
    return carry(
        path,
        names,
        (translation, s) -> translation.out().put(path, translation.seconds(s, 1, least, most)));
  }

  /** A command, with the user that runs it; the first one counts. */
  Vocabulary notify(KeyPath<NotifyCommand> path, String names) {
    return carry(
        path,
        names,
        (translation, s) -> {
          if (translation.out().has(path)) {
            translation.remarked(
                s.place(), s.keyword() + " stands here twice; the first one counts");
            return;
          }
          var command = translation.command(s);
          var withUser = new Mapping(s.place());
          withUser.put(CommandKeywords.COMMAND, command);
          if (command != null && translation.users().put(s, 2, withUser, ScriptUsers.COMMAND)) {
            translation.out().put(path, withUser.has(CommandKeywords.USER) ? withUser : command);
          }
        });
  }

  /** Gives every statement its meaning. An unknown keyword is ignored, as keepalived does. */
  void read(List<Statement> statements, BlockTranslation translation) {
    for (var statement : statements) {
      var term = terms.get(statement.keyword());
      if (term == null) {
        translation.repaired(
            statement.place(),
            "Unknown keyword '" + Notes.shown(statement.keyword()) + "'; ignored");
        continue;
      }
      if (Parameterless.isFatal(block, statement)) {
        translation.refused(
            statement.place(),
            statement.keyword() + " is missing its parameter; keepalived does not start with that");
        return;
      }
      translation.saw(statement);
      if (term.action() == null) {
        translation.notCarried(statement, term.keyword().reason());
      } else {
        term.action().accept(translation, statement);
      }
    }
  }
}
