package org.holdfast.agent.status;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * An immutable list whose elements are made each time they are read, so that a report of tens of
 * thousands of servers does not keep a row for each of them in memory. Thread-safe.
 *
 * @param <T> the type of an element
 */
public final class MadeList<T> extends AbstractList<T> implements RandomAccess {

  private final int size;
  private final IntFunction<T> make;

  /**
   * Creates a list.
   *
   * @param make makes the element at an index from values that no longer change; returns equal
   *     elements each time. May be called by several threads at once
   */
  public MadeList(int size, IntFunction<T> make) {
    this.size = size;
    this.make = make;
  }

  /** Returns an immutable list of these elements: the list itself if it makes them. */
  static <T> List<T> copyOf(List<T> list) {
    return list instanceof MadeList<T> ? list : List.copyOf(list);
  }

  @Override
  public T get(int index) {
    return make.apply(Objects.checkIndex(index, size));
  }

  @Override
  public int size() {
    return size;
  }
}
