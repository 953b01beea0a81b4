package org.holdfast.agent.pages;

import java.util.Locale;

/** Builds the text of a page for {@code man}, in the macros of man(7). */
public final class ManualPage {

  private final StringBuilder page = new StringBuilder();

  /**
   * Begins a page.
   *
   * @param section the section of the manual, such as 8
   * @param manual the name of that section, such as {@code System Manager's Manual}
   * @param purpose what follows the name in lists of pages, without a full stop
   */
  public ManualPage(String name, int section, String manual, String purpose) {
    page.append(".TH ")
        .append(roff(name.toUpperCase(Locale.ROOT)))
        .append(' ')
        .append(section)
        .append(" \"\" \"Holdfast\" \"")
        .append(manual)
        .append("\"\n");
    section("NAME").paragraph(name + " - " + purpose);
  }

  /** Begins a section. */
  public ManualPage section(String title) {
    page.append(".SH ").append(roff(title)).append('\n');
    return this;
  }

  /** Begins a subsection. */
  public ManualPage subsection(String title) {
    page.append(".SS ").append(roff(title)).append('\n');
    return this;
  }

  /** Adds a paragraph. */
  public ManualPage paragraph(String text) {
    page.append(roff(text)).append("\n");
    return this;
  }

  /** Adds a blank line between two paragraphs. */
  public ManualPage gap() {
    page.append(".PP\n");
    return this;
  }

  /** Adds a term and its meaning. */
  public ManualPage item(String term, String meaning) {
    page.append(".TP\n.B ")
        .append(roff(term))
        .append('\n')
        .append(meaning.isEmpty() ? "\\&" : roff(meaning))
        .append('\n');
    return this;
  }

  /** Adds text whose lines stay as they are. */
  public ManualPage example(String text) {
    page.append(".PP\n.in +4n\n.nf\n");
    text.stripTrailing()
        .lines()
        .forEach(line -> page.append(line.isEmpty() ? "\\&" : roff(line)).append('\n'));
    page.append(".fi\n.in\n");
    return this;
  }

  /** Returns the text of the page. */
  public String text() {
    return page.toString();
  }

  private static String roff(String text) {
    var escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
