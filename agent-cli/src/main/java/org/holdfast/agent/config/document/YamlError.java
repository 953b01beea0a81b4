package org.holdfast.agent.config.document;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A syntax error of YAML in words for an operator. It names where the open construct began, because
 * the parser notices a missing bracket or quotation mark only at the next line that does not fit.
 *
 * @param line from 1
 * @param column from 1
 */
record YamlError(int line, int column, String words) {

  private static final String PREFIX = "not valid YAML: ";

  static YamlError of(MarkedYAMLException e) {
    var begin = e.getContextMark();
    var context = e.getContext() == null ? "" : e.getContext().strip();
    var problem = e.getProblem() == null ? "" : e.getProblem().strip();
    if (begin == null) {
      return at(e.getProblemMark(), context.isEmpty() ? problem : context + ", " + problem);
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
