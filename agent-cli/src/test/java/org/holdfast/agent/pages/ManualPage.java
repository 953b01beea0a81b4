package org.holdfast.agent.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Builds the text of a page for {@code man}, in the macros of man(7). */
public final class ManualPage {

  /** The longest line of text that mandoc's check accepts has 80 bytes. */
  private static final int LINE = 78;

  /** The time of all files of a build; the date of the pages is its day. */
  private static final Pattern BUILD_TIME =
      Pattern.compile("<project\\.build\\.outputTimestamp>(\\d{4}-\\d{2}-\\d{2})T");

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
        .append(' ')
        .append(date())
        .append(" \"Holdfast\" \"")
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
    page.append(filled(text)).append("\n");
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
        .append(meaning.isEmpty() ? "\\&" : filled(meaning))
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

  private static String date() {
    Path project = Path.of("..", "pom.xml");
    try {
      return BUILD_TIME
          .matcher(Files.readString(project))
          .results()
          .map(found -> found.group(1))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(project + " has no outputTimestamp"));
    } catch (IOException e) {
      throw new UncheckedIOException(project.toString(), e);
    }
  }

  /** Returns the text in short lines, which {@code man} joins again. */
  private static String filled(String text) {
    var lines = new StringBuilder();
    var line = new StringBuilder();
    for (var word : escaped(text).strip().split("\\s+", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > LINE) {
        lines.append(guarded(line.toString())).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return lines.append(guarded(line.toString())).toString();
  }

  private static String roff(String text) {
    return guarded(escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }

  /** Returns a line that man(7) does not read as a macro. */
  private static String guarded(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }
}
