package org.holdfast.agent.config.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.config.table.Report;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Parses a file's bytes into a tree in which every value is still text. */
public final class YamlText {

  /**
   * The largest size of a file in bytes: several times that of a file with forty thousand servers,
   * and small enough for a running agent to read within its free heap.
   */
  public static final int LARGEST = 8 << 20;

  /**
   * The most characters in a word: more than any valid text has, even if all its characters are
   * escaped.
   */
  private static final int LONGEST_WORD = 256 << 10;

  private static final int DEEPEST = 32;
  private static final int MOST_ALIASES = 100_000;
  private static final LoaderOptions OPTIONS = options();

  /** The character that replaces invalid bytes. */
  private static final char REPLACEMENT = '\uFFFD';

  private YamlText() {}

  private static LoaderOptions options() {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setCodePointLimit(Integer.MAX_VALUE); // the size of a file is limited in bytes
    return options;
  }

  /** Decodes UTF-8; returns null if an error was reported. */
  public static @Nullable String decode(byte[] bytes, Report report) {
    if (bytes.length > LARGEST) {
      report.error(0, 0, "larger than " + (LARGEST >> 20) + " MiB, so this is not a configuration");
      return null;
    }
    var quick = new String(bytes, StandardCharsets.UTF_8);
    if (quick.indexOf(REPLACEMENT) < 0) {
      return quick;
    }
    // This decoder does not replace invalid bytes; it reports them as errors by default.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    var result = decoder.decode(in, out, true);
    var text = out.flip().toString();
    if (result.isError()) {
      int lineStart = text.lastIndexOf('\n') + 1;
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      var hex = Integer.toHexString(bytes[in.position()] & 255);
      report.error(
          line, text.length() - lineStart + 1, "the byte 0x" + hex + " is not valid UTF-8");
      return null;
    }
    return text;
  }

  /** Returns the single document of {@code text}, or null if an error was reported. */
  public static @Nullable Node compose(String text, Report report) {
    if (hasEndlessWord(text, report)) {
      return null;
    }
    try {
      // Equivalent to Yaml.compose, but does not create the objects for loading and dumping.
      var parser = new ParserImpl(new StreamReader(text), OPTIONS);
      var node = new Composer(parser, new UntypedResolver(), OPTIONS).getSingleNode();
      if (node == null) {
        report.error(0, 0, "is empty (expected: a mapping with the key \"vrrp\")");
      }
      return node;
    } catch (MarkedYAMLException e) {
      var error = YamlError.of(e, text, OPTIONS);
      report.error(error.line(), error.column(), error.words());
    } catch (ReaderException e) {
      int at = Math.min(e.getPosition(), text.length());
      int lineStart = text.lastIndexOf('\n', at - 1) + 1;
      int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
      report.error(
          line,
          at - lineStart + 1,
          "not valid YAML: the control character 0x" + Integer.toHexString(e.getCodePoint()));
    } catch (YAMLException e) {
      report.error(0, 0, "not valid YAML: " + e.getMessage());
    }
    return null;
  }

  /**
   * Reports an error and returns true if a word or a comment is longer than any valid text. The
   * YAML reader copies the part of a word read so far for each further kilobyte, so a megabyte of
   * digits would cost gigabytes of copying.
   */
  private static boolean hasEndlessWord(String text, Report report) {
    if (text.length() < LONGEST_WORD) {
      return false;
    }
    int start = 0; // start of the text that the reader must buffer
    int lineStart = 0;
    int line = 1;
    char quote = 0;
    boolean comment = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        lineStart = i + 1;
        start = i + 1;
        quote = 0;
        comment = false;
      } else if (comment) {
        // up to the end of the line
      } else if (c == ' ' || c == '\t' || (quote == 0 && ",[]{}".indexOf(c) >= 0)) {
        start = i + 1;
      } else if (c == '#' && start == i) {
        comment = true;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'') && start == i) {
        quote = c;
      }
      if (i - start >= LONGEST_WORD) {
        report.error(
            line,
            start - lineStart + 1,
            "more than "
                + LONGEST_WORD
                + " characters without a blank (expected: a configuration)");
        return true;
      }
    }
    return false;
  }

  /** Resolves every scalar as text, because the types of the keys determine its meaning. */
  private static final class UntypedResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {}
  }
}
