package org.holdfast.agent.json;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;

/** Writes records, maps, lists and plain values as JSON, and reads objects. */
public final class Json {

  private static final JSON LINE =
      JSON.std.with(
          JSON.Feature.WRITE_NULL_PROPERTIES,
          JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER);
  private static final JSON PRETTY = LINE.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  /** Returns indented JSON with a final line feed; absent values are null. */
  public static String pretty(Object value) {
    return written(PRETTY, value) + "\n";
  }

  /** Returns JSON on one line with a final line feed; line feeds within texts are escaped. */
  public static String line(Object value) {
    return written(LINE, value) + "\n";
  }

  /** Like {@link #pretty}, in UTF-8 and without the line feed. */
  public static byte[] prettyBytes(Object value) {
    return bytes(PRETTY, value);
  }

  /** Like {@link #line}, in UTF-8 and without the line feed. */
  public static byte[] lineBytes(Object value) {
    return bytes(LINE, value);
  }

  /**
   * Returns what {@link #prettyBytes} returns, in pieces of some tens of KiB that are made one by
   * one.
   *
   * @param value a list, or a record that contains lists; must not change meanwhile
   */
  public static Iterator<byte[]> prettyPieces(Object value) {
    return new JsonPieces(PRETTY, value);
  }

  /** Like {@link #prettyPieces}, with what {@link #lineBytes} returns. */
  public static Iterator<byte[]> linePieces(Object value) {
    return new JsonPieces(LINE, value);
  }

  private static byte[] bytes(JSON writer, Object value) {
    try {
      return writer.asBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException("as JSON", e);
    }
  }

  private static String written(JSON writer, Object value) {
    try {
      return writer.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException("as JSON", e);
    }
  }

  /**
   * Reads an object.
   *
   * @throws IOException if the text is not a JSON object
   */
  public static Map<String, Object> object(String text) throws IOException {
    return JSON.std.mapFrom(text);
  }

  /**
   * Reads a record.
   *
   * @throws IOException if the text does not fit the type
   */
  public static <T> T read(Class<T> type, String text) throws IOException {
    return JSON.std.beanFrom(type, text);
  }
}
