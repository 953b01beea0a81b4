package org.holdfast.health.http;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.holdfast.health.HttpRequest.BodyPattern;

/**
 * Looks for patterns in bodies. Any thread, but no loop's: a pattern and a body can be such that
 * the search would take years. It is given up after {@value #MOST_STEPS} characters looked at, some
 * tens of milliseconds.
 *
 * <p>What is not guarded against: a pattern that repeats an empty expression billions of times,
 * which looks at no character. Only whoever writes the configuration can do that.
 */
final class BodySearch {

  /** How many characters a search may look at, those it comes back to included. */
  static final int MOST_STEPS = 5_000_000;

  /** What came of a search. */
  sealed interface Found {

    /** The pattern matches somewhere. */
    record Yes() implements Found {}

    /** It matches nowhere. */
    record No() implements Found {}

    /** The search was given up: pattern and body do not go together. */
    record GivenUp(String why) implements Found {}

    /** The pattern is none. */
    record BadPattern(String why) implements Found {}
  }

  // Weak, so that patterns which a reload has dropped are forgotten.
  private final Map<BodyPattern, Pattern> compiled =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Looks for it in the whole of a body. */
  Found find(BodyPattern pattern, CharSequence body) {
    return find(pattern, body, 0, true);
  }

  /**
   * Looks for it in a part of a body.
   *
   * @param from where matches may begin; what is before is looked at by anchors and lookbehinds
   * @param last whether the body ends here; otherwise, what only the end would make a match is none
   */
  @SuppressWarnings("JdkObsolete") // requireEnd() alone says that more text may undo a match
  Found find(BodyPattern pattern, CharSequence text, int from, boolean last) {
    try {
      var matcher =
          compiled(pattern)
              .matcher(new Paced(text))
              .useAnchoringBounds(false)
              .useTransparentBounds(true)
              .region(from, text.length());
      while (matcher.find()) {
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

  /** A text that can be looked at only so often. */
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

  /** Thrown through the JDK's matcher, which has no other way out. */
  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }
}
