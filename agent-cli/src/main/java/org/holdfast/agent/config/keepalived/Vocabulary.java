package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of one block: the translation of each, or the reason why it has none. The reader,
 * the page on keepalived's keywords, the reference page and the hints in errors all use this table.
 * A row refers to the key with the same meaning, whose type and bounds apply unless the row has its
 * own. Methods that take several keywords expect blanks between them.
 */
final class Vocabulary {

  /** The keywords that begin a block outside all others. */
  private static final Set<String> TOP_LEVEL =
      Set.of(
          "vrrp_instance",
          "vrrp_sync_group",
          "vrrp_script",
          "virtual_server",
          "virtual_server_group",
          "global_defs",
          "bfd_instance");

  private final String block;
  private final Map<String, Term> terms = new HashMap<>();
  private final List<Keyword> keywords = new ArrayList<>();
  private final List<Keyword> words = new ArrayList<>();

  private record Term(Keyword keyword, @Nullable BiConsumer<BlockTranslation, Statement> action) {}

  private Vocabulary(String block) {
    this.block = block;
  }

  /**
   * Returns an empty vocabulary.
   *
   * @param block its keyword, for the documentation
   */
  static Vocabulary of(String block) {
    return new Vocabulary(block);
  }

  String block() {
    return block;
  }

  /** Returns the keywords, in the order of their rows. */
  List<Keyword> keywords() {
    return List.copyOf(keywords);
  }

  /** Returns the keywords, and the words in their lines that have keys of their own. */
  List<Keyword> words() {
    var all = new ArrayList<>(keywords);
    all.addAll(words);
    return all;
  }

  /** Adds keywords that {@code action} reads. */
  Vocabulary carry(Becomes becomes, String names, BiConsumer<BlockTranslation, Statement> action) {
    for (var name : names.split(" ", -1)) {
      add(
          new Term(
              new Keyword(block, name, becomes.text(), "", becomes.paths(), becomes.stands()),
              action));
    }
    return this;
  }

  /** Adds keywords that {@code action} reads into the value under {@code path}. */
  Vocabulary carry(KeyPath<?> path, String names, BiConsumer<BlockTranslation, Statement> action) {
    return carry(Becomes.of(path), names, action);
  }

  /** Adds keywords whose statements are only recorded until the block has been read. */
  Vocabulary keep(Becomes becomes, String names) {
    return carry(becomes, names, (_, _) -> {});
  }

  /** Adds keywords whose statements are only recorded until the block has been read. */
  Vocabulary keep(KeyPath<?> path, String names) {
    return keep(Becomes.of(path), names);
  }

  /** Adds keywords whose statements are only recorded, and that have no key of their own. */
  Vocabulary keep(String becomes, String names) {
    return keep(Becomes.described(becomes), names);
  }

  /** Adds keywords that are not carried over. */
  Vocabulary drop(String names, String reason) {
    for (var name : names.split(" ", -1)) {
      add(new Term(new Keyword(block, name, "", reason, List.of(), null), null));
    }
    return this;
  }

  private void add(Term term) {
    terms.put(term.keyword().name(), term);
    keywords.add(term.keyword());
  }

  /** Adds words in the line of a keyword that mean the same as {@code key}. */
  Vocabulary within(Key<?> key, String names) {
    for (var name : names.split(" ", -1)) {
      words.add(new Keyword(block, name, key.name(), "", List.of(key), null));
    }
    return this;
  }

  /** Adds keywords with the values of the key, whose type and bounds determine the valid values. */
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

  /** Adds keywords that mean the opposite of the key. */
  Vocabulary opposite(KeyPath<Boolean> path, String names) {
    return carry(
        Becomes.of(path).with(", inverted"),
        names,
        (translation, s) -> translation.out().put(path, translation.bool(s, true)));
  }

  /** Adds keywords without a value, each of which means one value of the key. */
  Vocabulary standing(KeyPath<?> path, String value, String names) {
    return carry(
        Becomes.of(path).standing(value),
        names,
        (translation, s) -> translation.out().put(path, s.place(), value));
  }

  /** Adds keywords that mean one value of the key; keepalived ignores their own value. */
  Vocabulary standingWhatever(KeyPath<?> path, String value, String names) {
    return carry(
        Becomes.of(path).standing(value).with(", whatever value it has"),
        names,
        (translation, s) -> translation.out().put(path, s.place(), value));
  }

  /** Adds keywords with whole numbers within keepalived's own bounds. */
  Vocabulary number(KeyPath<?> path, String names, long least, long most) {
    return carry(
        path,
        names,
        (translation, s) -> translation.out().put(path, translation.number(s, least, most)));
  }

  /** Adds keywords with numbers that keepalived clamps to the bounds of the key. */
  Vocabulary clamped(KeyPath<Long> path, String names) {
    var type = (NumberType) path.key().type();
    return carry(
        path,
        names,
        (translation, s) ->
            translation.out().put(path, translation.clamped(s, 1, type.least(), type.most())));
  }

  /** Adds keywords with whole seconds up to the longest time of the key; decimals are cut off. */
  Vocabulary cutSeconds(KeyPath<Duration> path, String names) {
    long most = wholeSeconds(path);
    return carry(
        path,
        names,
        (translation, s) -> putSeconds(translation, path, translation.clamped(s, 1, 0, most)));
  }

  /** Adds keywords with whole seconds within the bounds of the key. */
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

  /** Returns the longest time of the key, in whole seconds. */
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

  /** Adds keywords with seconds with decimals, within keepalived's own bounds. */
  Vocabulary seconds(KeyPath<?> path, String names, Duration least, Duration most) {
    return carry(
        path,
        names,
        (translation, s) -> translation.out().put(path, translation.seconds(s, 1, least, most)));
  }

  /**
   * Adds keywords with a command and the user that runs it; only the first statement has an effect.
   */
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

  /** Translates every statement. Ignores an unknown keyword, as keepalived does. */
  void read(List<Statement> statements, BlockTranslation translation) {
    for (var statement : statements) {
      var term = terms.get(statement.keyword());
      if (term == null) {
        translation.repaired(
            statement.place(),
            "Unknown keyword '"
                + Notes.shown(statement.keyword())
                + "'; ignored"
                + (TOP_LEVEL.contains(statement.keyword())
                    ? "; it begins a block of its own, so a } of the block "
                        + block
                        + " before it is missing"
                    : Nearest.hint(statement.keyword(), terms.keySet())));
        continue;
      }
      if (Parameterless.isFatal(block, statement)) {
        translation.refused(
            statement.place(),
            statement.keyword() + " is missing its parameter" + KeepalivedConf.DOES_NOT_START);
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
