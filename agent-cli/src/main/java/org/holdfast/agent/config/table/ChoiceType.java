package org.holdfast.agent.config.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of a few words. */
public final class ChoiceType<T> extends Scalar<T> {

  private final List<String> words;
  private final List<T> values;

  private ChoiceType(List<String> words, List<T> values) {
    this.words = words;
    this.values = values;
  }

  public static <T> ChoiceType<T> of(String word1, T value1, String word2, T value2) {
    return new ChoiceType<>(List.of(word1, word2), List.of(value1, value2));
  }

  /** Returns a type that also accepts {@code word} for {@code value}. */
  public ChoiceType<T> or(String word, T value) {
    var moreWords = new ArrayList<>(words);
    moreWords.add(word);
    var moreValues = new ArrayList<>(values);
    moreValues.add(value);
    return new ChoiceType<>(moreWords, moreValues);
  }

  @Override
  @Nullable T parse(String text) {
    int at = words.indexOf(text);
    return at < 0 ? null : values.get(at);
  }

  @Override
  String remedy(String text) {
    return Nearest.hint(text, words);
  }

  @Override
  public String text(T value) {
    return words.get(values.indexOf(value));
  }

  @Override
  public String expected() {
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /** Accepts a word that looks like a number both with and without quotes. */
  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    var forms = new ArrayList<Object>();
    for (var word : words) {
      if (Character.isDigit(word.charAt(0))) {
        forms.add(new BigDecimal(word));
      }
      forms.add(word);
    }
    return fragment("enum", forms);
  }
}
