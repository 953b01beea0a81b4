package org.holdfast.agent.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a value in pieces, each made when it is asked for, so that a large value costs the
 * memory of one piece. The pieces together are what {@link Json#prettyBytes} or {@link
 * Json#lineBytes} returns; a piece ends between two values. Lists are written element by element,
 * and records that contain lists component by component; everything else is written as a whole. Not
 * thread-safe.
 */
final class JsonPieces implements Iterator<byte[]> {

  /** A piece ends after the element that makes it this long. */
  private static final int LENGTH = 32 * 1024;

  /** The components of a record that contains lists; empty for any other type. */
  private static final ClassValue<List<RecordComponent>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          var components =
              type.isRecord() ? List.of(type.getRecordComponents()) : List.<RecordComponent>of();
          return components.stream().anyMatch(each -> List.class.isAssignableFrom(each.getType()))
              ? components
              : List.of();
        }
      };

  /** A list or record that has been opened, and what is left of it. */
  private sealed interface Open {

    /**
     * @param elements those that are still to be written
     */
    record Elements(Iterator<?> elements) implements Open {}

    /**
     * @param components those that are still to be written
     */
    record Components(Object of, Iterator<RecordComponent> components) implements Open {}
  }

  private final JSON writer;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream(LENGTH + LENGTH / 4);
  private final JsonGenerator generator;
  private final ArrayDeque<Open> open = new ArrayDeque<>();

  /**
   * @param value a list, or a record that contains lists
   */
  JsonPieces(JSON writer, Object value) {
    this.writer = writer;
    try {
      generator = writer.getStreamingFactory().createGenerator(piece);
      if (writer.isEnabled(JSON.Feature.PRETTY_PRINT_OUTPUT)) {
        generator.useDefaultPrettyPrinter();
      }
      write(value);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean hasNext() {
    return !open.isEmpty() || piece.size() > 0;
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      while (!open.isEmpty() && piece.size() < LENGTH) {
        step(open.getFirst());
        generator.flush();
      }
      if (open.isEmpty()) {
        generator.close();
      }
    } catch (IOException e) {
      throw failed(e);
    }
    var bytes = piece.toByteArray();
    piece.reset();
    return bytes;
  }

  private void step(Open innermost) throws IOException {
    switch (innermost) {
      case Open.Elements(var elements) -> {
        if (elements.hasNext()) {
          write(elements.next());
        } else {
          generator.writeEndArray();
          open.removeFirst();
        }
      }
      case Open.Components(var of, var components) -> {
        if (components.hasNext()) {
          var component = components.next();
          generator.writeFieldName(component.getName());
          write(valueOf(component, of));
        } else {
          generator.writeEndObject();
          open.removeFirst();
        }
      }
    }
  }

  private void write(@Nullable Object value) throws IOException {
    if (value instanceof List<?> list) {
      generator.writeStartArray();
      open.addFirst(new Open.Elements(list.iterator()));
      return;
    }
    var components = value == null ? List.<RecordComponent>of() : COMPONENTS.get(value.getClass());
    if (value == null || components.isEmpty()) {
      writer.write(value, generator);
    } else {
      generator.writeStartObject();
      open.addFirst(new Open.Components(value, components.iterator()));
    }
  }

  private static @Nullable Object valueOf(RecordComponent component, Object of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("no public record: " + of.getClass(), e);
    }
  }

  private static UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("as JSON", e);
  }
}
