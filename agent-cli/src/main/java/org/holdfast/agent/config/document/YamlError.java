package org.holdfast.agent.config.document;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A syntax error of YAML in words for an operator. It names where the open construct began, because
 * the parser notices a missing bracket or quotation mark only at the next line that does not fit.
 *
 * @param line from 1
 * @param column from 1
 */
record YamlError(int line, int column, String words) {

  private static final String PREFIX = "not valid YAML: ";

  /**
   * @param text the whole text, in which the parser has found the error with these options
   */
  static YamlError of(MarkedYAMLException e, String text, LoaderOptions options) {
    var begin = e.getContextMark();
    var context = e.getContext() == null ? "" : e.getContext().strip();
    var problem = e.getProblem() == null ? "" : e.getProblem().strip();
    int found = characterAt(text, e.getProblemMark());
    var misplaced = misplaced(context, problem, found);
    if (misplaced != null) {
      return at(e.getProblemMark(), misplaced);
    }
    if (begin == null) {
      return at(e.getProblemMark(), context.isEmpty() ? problem : context + ", " + problem);
    }
    var quoted = context.startsWith("while parsing") ? longQuotation(e, text, options) : null;
    if (quoted != null) {
      return at(
          quoted.getStartMark(),
          "the quotation mark here is closed only by the next one, on line "
              + (quoted.getEndMark().getLine() + 1)
              + "; one is missing between them");
    }
    var known = known(context, problem, begin);
    if (context.equals("while scanning a simple key")) {
      return at(begin, known == null ? problem : known);
    }
    return at(
        e.getProblemMark(),
        known == null
            ? context + ", " + problem + " (it begins on line " + (begin.getLine() + 1) + ")"
            : known);
  }

  /** Returns the code point at a mark; 0 at the end of the text. */
  private static int characterAt(String text, Mark mark) {
    int at =
        text.offsetByCodePoints(
            0, Math.min(mark.getIndex(), text.codePointCount(0, text.length())));
    return at < text.length() ? text.codePointAt(at) : 0;
  }

  /**
   * Returns the words about a character that cannot stand where it is; null for other errors.
   *
   * @param found the character at the problem's place; 0 at the end of the text
   */
  private static @Nullable String misplaced(String context, String problem, int found) {
    var character = Character.toString(found);
    if (context.equals("while scanning for the next token")) {
      return found == '\t'
          ? "a tab; indent with blanks"
          : "a value cannot begin with " + character + "; put it in quotation marks";
    }
    if (context.equals("while scanning an alias") || context.equals("while scanning an anchor")) {
      return "a value that begins with * or & refers to another value, and this is not the name of"
          + " one; put it in quotation marks";
    }
    if (problem.startsWith("found unknown escape character")) {
      return "\\"
          + character
          + " has no meaning in double quotation marks; use single ones, in which a backslash is a"
          + " backslash";
    }
    if (problem.startsWith("found undefined alias ")) {
      var name = problem.substring("found undefined alias ".length());
      return "*"
          + name
          + " refers to a value with &"
          + name
          + " before it, and there is none above";
    }
    return switch (problem) {
      case "but found another document" ->
          "a second document begins here; a configuration is one, so remove the line with ---";
      case "mapping values are not allowed here" ->
          "this colon is not expected; indent the line as its neighbours, or put a value with a"
              + " colon in quotation marks";
      case "sequence entries are not allowed here" ->
          "a list cannot begin on the line of its key; write the dash on the next line";
      default ->
          (found == ']' || found == '}') && context.startsWith("while parsing a block")
              ? "this " + character + " closes nothing; remove it, or open what it should close"
              : null;
    };
  }

  /**
   * Returns the quoted text over several lines that ends just before the error: a quotation mark is
   * missing if the next one, meant to open another text, has closed it. Null if there is none.
   */
  private static @Nullable ScalarEvent longQuotation(
      MarkedYAMLException e, String text, LoaderOptions options) {
    ScalarEvent last = null;
    var parser = new ParserImpl(new StreamReader(text), options);
    try {
      while (!parser.checkEvent(Event.ID.StreamEnd)) {
        if (parser.getEvent() instanceof ScalarEvent scalar) {
          last = scalar;
        }
      }
    } catch (MarkedYAMLException same) {
      boolean isLong =
          last != null
              && (last.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED
                  || last.getScalarStyle() == ScalarStyle.SINGLE_QUOTED)
              && last.getStartMark().getLine() < last.getEndMark().getLine()
              && last.getEndMark().getLine() == e.getProblemMark().getLine();
      return isLong ? last : null;
    }
    return null;
  }

  /** Returns null for an error that is reported in the parser's words. */
  private static @Nullable String known(String context, String problem, Mark begin) {
    return switch (context) {
      case "while parsing a flow sequence" -> open("[", "]", begin);
      case "while parsing a flow mapping" -> open("{", "}", begin);
      case "while scanning a quoted scalar" ->
          problem.contains("end of stream")
              ? "the quotation mark of " + place(begin) + " is never closed"
              : null;
      case "while scanning a simple key" ->
          "this line has no colon after a key; write key: value, with a blank after the colon";
      case "while parsing a block mapping" ->
          "this line does not fit the mapping that begins on line "
              + (begin.getLine() + 1)
              + "; indent it as its neighbours there, or as a line of an inner mapping";
      case "while parsing a block collection" ->
          "this line does not fit the list that begins on line "
              + (begin.getLine() + 1)
              + "; indent its dash as the other dashes";
      default -> null;
    };
  }

  private static String open(String bracket, String end, Mark begin) {
    return "the "
        + bracket
        + " of "
        + place(begin)
        + " is not closed here; a "
        + end
        + " or a comma is missing";
  }

  private static String place(Mark mark) {
    return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ",";
  }

  private static YamlError at(Mark mark, String words) {
    return new YamlError(
        mark.getLine() + 1, mark.getColumn() + 1, PREFIX + words.replace('\n', ' '));
  }
}
