package org.holdfast.health.http;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.holdfast.health.HttpRequest.BodyPattern;

/**
 * Searches bodies for patterns. Thread-safe, but must not be called on an event loop: with some
 * combinations of pattern and body a search would take years. It is given up after reading {@value
 * #MOST_STEPS} characters, some tens of milliseconds.
 *
 * <p>There is no protection against a pattern that repeats an empty expression billions of times,
 * which reads no character. Only the author of the configuration can write such a pattern.
 */
final class BodySearch {

  /** The number of characters that a search may read, including repeated reads. */
  static final int MOST_STEPS = 5_000_000;

  /** The result of a search. */
  sealed interface Found {

    /** The pattern matches somewhere. */
    record Yes() implements Found {}

    /** The pattern matches nowhere. */
    record No() implements Found {}

    /** The search was given up, because it would take too long with this body. */
    record GivenUp(String why) implements Found {}

    /** The pattern is invalid. */
    record BadPattern(String why) implements Found {}
  }

  // Weak, so that patterns which a reload has removed are forgotten.
  private final Map<BodyPattern, Pattern> compiled =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Searches a whole body. */
  Found find(BodyPattern pattern, CharSequence body) {
    return find(pattern, body, 0, body.length(), true);
  }

  /**
   * Searches a part of a body.
   *
   * @param from where matches may begin; earlier text is only visible to anchors and lookbehinds
   * @param to the last character at which a match may begin
   * @param last whether the body ends here; otherwise a match that depends on the end does not
   *     count
   */
  @SuppressWarnings("JdkObsolete") // only requireEnd() shows whether more text may undo a match
  Found find(BodyPattern pattern, CharSequence text, int from, int to, boolean last) {
    try {
      var matcher =
          compiled(pattern)
              .matcher(new Paced(text))
              .useAnchoringBounds(false)
              .useTransparentBounds(true)
              .region(from, text.length());
      while (matcher.find() && matcher.start() <= to) {
        if (last || !matcher.requireEnd()) {
          return new Found.Yes();
        }
      }
      return new Found.No();
    } catch (PatternSyntaxException e) {
      return new Found.BadPattern(e.getDescription());
    } catch (TooManySteps e) {
      return new Found.GivenUp("it takes more than " + MOST_STEPS + " steps");
    } catch (StackOverflowError e) {
      return new Found.GivenUp("it recurses too deeply");
    }
  }

  private Pattern compiled(BodyPattern pattern) {
    var known = compiled.get(pattern);
    if (known == null) {
      known = Pattern.compile(pattern.regex(), pattern.flags());
      compiled.put(pattern, known);
    }
    return known;
  }

  /** A text of which only a limited number of characters can be read. */
  private static final class Paced implements CharSequence {
    private final CharSequence text;
    private int steps;

    Paced(CharSequence text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MOST_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  /** Thrown through the JDK's matcher, which offers no other way to stop it. */
  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }
}
