package org.holdfast.agent.config.table;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.config.KnownNames;
import org.jspecify.annotations.Nullable;

/** Finds the known word that is closest to a misspelt one. */
public final class Nearest {

  private Nearest() {}

  /** Returns {@code ; did you mean "..."?}, or an empty text if no word is similar. */
  public static String hint(String text, Collection<String> words) {
    var nearest = to(text, words);
    return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
  }

  /** Returns {@link #hint} and, in brackets, {@link KnownNames#clause} of the existing names. */
  public static String among(String text, List<String> names) {
    return hint(text, names) + " (" + KnownNames.clause(names) + ")";
  }

  /** Returns the word with the fewest edits, or null if those are too many for its length. */
  static @Nullable String to(String text, Collection<String> words) {
    if (text.length() > 64) {
      return null;
    }
    String nearest = null;
    int fewest = Integer.MAX_VALUE;
    for (var word : words) {
      int edits = distance(normal(text), normal(word));
      if (edits < fewest && edits <= (word.length() + 2) / 4) {
        nearest = word;
        fewest = edits;
      }
    }
    return nearest;
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the number of insertions, deletions, replacements and swaps of neighbouring characters
   * that turn {@code a} into {@code b}.
   */
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, 1 + edits[i - 2][j - 2]);
        }
        edits[i][j] = least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
