package org.holdfast.agent.screen;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a reader wants to see, and what the reader's terminal can show.
 *
 * @param detail how much
 * @param names only the objects with these names, or else whose names contain them; empty for all
 * @param width the terminal's columns, {@value #NARROWEST} to {@value #WIDEST}
 * @param colour whether the terminal shows colours
 * @param unicode whether the terminal shows characters beyond ASCII
 */
public record View(Detail detail, List<String> names, int width, boolean colour, boolean unicode) {

  static final int NARROWEST = 40;
  static final int WIDEST = 400;
  private static final int MOST_NAMES = 32;

  /** Everything on one screen, for 80 columns without colours. */
  public static final View PLAIN = new View(Detail.SCREEN, List.of(), 80, false, false);

  /** How much is shown. */
  public enum Detail {
    /** The problems, and a line for each kind of object. */
    BRIEF,
    /** What fits a screen. */
    SCREEN,
    /** Every problem. */
    PROBLEMS,
    /** Everything. */
    ALL;

    /** Returns the word for the detail in a query. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Detail of(String word) {
      for (var detail : values()) {
        if (detail.word().equals(word)) {
          return detail;
        }
      }
      return SCREEN;
    }
  }

  public View {
    names = List.copyOf(names);
    width = Math.clamp(width, NARROWEST, WIDEST);
  }

  /** Returns the view that the parameters of a query describe; unknown values mean the defaults. */
  public static View of(Map<String, String> query) {
    var names = query.getOrDefault("names", "");
    return new View(
        Detail.of(query.getOrDefault("detail", "")),
        names.lines().filter(name -> !name.isBlank()).limit(MOST_NAMES).toList(),
        width(query.getOrDefault("width", "")),
        Boolean.parseBoolean(query.get("colour")),
        Boolean.parseBoolean(query.get("unicode")));
  }

  private static int width(String text) {
    return text.length() < 5 && !text.isEmpty() && text.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(text)
        : PLAIN.width;
  }

  /** Whether an object of that name is to be shown. */
  boolean shows(String name) {
    return names.isEmpty() || names.stream().anyMatch(name::contains);
  }
}
