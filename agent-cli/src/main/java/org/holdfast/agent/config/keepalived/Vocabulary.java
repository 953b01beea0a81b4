package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of one block: what each becomes, or why it becomes nothing. This is the table that
 * both the reading and the documentation go by.
 */
final class Vocabulary {

  private final String block;
  private final Map<String, Term> terms = new HashMap<>();
  private final List<Keyword> keywords = new ArrayList<>();

  private record Term(Keyword keyword, @Nullable BiConsumer<Scope, Statement> action) {}

  private Vocabulary(String block) {
    this.block = block;
  }

  /**
   * @param block its keyword, for the documentation
   */
  static Vocabulary of(String block) {
    return new Vocabulary(block);
  }

  List<Keyword> keywords() {
    return List.copyOf(keywords);
  }

  /** Also the keywords of {@code other}, which mean the same here. */
  Vocabulary and(Vocabulary other) {
    other.terms.forEach((name, term) -> {
      terms.put(name, term);
      keywords.add(new Keyword(block, name, term.keyword().becomes(), term.keyword().reason()));
    });
    return this;
  }

  /**
   * @param names with blanks between them
   * @param becomes for the documentation
   */
  Vocabulary carry(String names, String becomes, BiConsumer<Scope, Statement> action) {
    for (var name : names.split(" ", -1)) {
      add(new Term(new Keyword(block, name, becomes, ""), action));
    }
    return this;
  }

  /** What is remembered until the block has been read. */
  Vocabulary keep(String names, String becomes) {
    return carry(names, becomes, (_, _) -> {});
  }

  Vocabulary drop(String names, String reason) {
    for (var name : names.split(" ", -1)) {
      add(new Term(new Keyword(block, name, "", reason), null));
    }
    return this;
  }

  private void add(Term term) {
    terms.put(term.keyword().name(), term);
    keywords.add(term.keyword());
  }

  Vocabulary number(String names, String path, long least, long most) {
    return carry(names, path, (scope, s) -> scope.out().put(path, scope.number(s, least, most)));
  }

  /** A number that is brought into reach. */
  Vocabulary clamped(String names, String path, long least, long most) {
    return carry(
        names, path, (scope, s) -> scope.out().put(path, scope.clamped(s, 1, least, most)));
  }

  /** Whole seconds; decimals are cut off. */
  Vocabulary cutSeconds(String names, String path, long most) {
    return carry(
        names,
        path,
        (scope, s) -> {
          var number = scope.clamped(s, 1, 0, most);
          if (number != null) {
            var text = number.text().equals("0") ? "0" : number.text() + "s";
            scope.out().put(path, new Text(number.place(), text));
          }
        });
  }

  /** Whole seconds. */
  Vocabulary wholeSeconds(String names, String path, long least, long most) {
    return carry(
        names,
        path,
        (scope, s) -> {
          var number = scope.number(s, least, most);
          if (number != null) {
            var text = number.text().equals("0") ? "0" : number.text() + "s";
            scope.out().put(path, new Text(number.place(), text));
          }
        });
  }

  /** Seconds with decimals; the ends in nanoseconds. */
  Vocabulary seconds(String names, String path, long least, long most) {
    return carry(
        names, path, (scope, s) -> scope.out().put(path, scope.seconds(s, 1, least, most)));
  }

  Vocabulary bool(String names, String path) {
    return carry(names, path, (scope, s) -> scope.out().put(path, scope.bool(s, false)));
  }

  /** Ours says the opposite. */
  Vocabulary opposite(String names, String path) {
    return carry(
        names, path + ", inverted", (scope, s) -> scope.out().put(path, scope.bool(s, true)));
  }

  Vocabulary text(String names, String path) {
    return carry(names, path, (scope, s) -> scope.out().put(path, scope.text(s)));
  }

  Vocabulary address(String names, String path) {
    return carry(names, path, (scope, s) -> scope.out().put(path, scope.address(s, 1)));
  }

  /** A command, with the user that runs it; the first one counts. */
  Vocabulary notify(String names, String path) {
    return carry(
        names,
        path,
        (scope, s) -> {
          if (scope.out().has(path)) {
            scope.remarked(s.place(), s.keyword() + " stands here twice; the first one counts");
            return;
          }
          var command = scope.command(s);
          var withUser = new Mapping(s.place());
          withUser.put("command", command);
          if (command != null && scope.users().put(s, 2, withUser, "")) {
            scope.out().put(path, withUser.has("user") ? withUser : command);
          }
        });
  }

  /** Gives every statement its meaning; what is not here is ignored, as keepalived does. */
  void read(List<Statement> statements, Scope scope) {
    for (var statement : statements) {
      var term = terms.get(statement.keyword());
      if (term == null) {
        scope.repaired(
            statement.place(),
            "Unknown keyword '" + Notes.shown(statement.keyword()) + "'; ignored");
        continue;
      }
      if (Parameterless.isFatal(block, statement)) {
        scope.refused(
            statement.place(),
            statement.keyword() + " is missing its parameter; keepalived does not start with that");
        return;
      }
      scope.saw(statement);
      if (term.action() == null) {
        scope.notCarried(statement, term.keyword().reason());
      } else {
        term.action().accept(scope, statement);
      }
    }
  }
}
