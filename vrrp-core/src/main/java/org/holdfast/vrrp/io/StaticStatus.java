package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;

/**
 * The static objects as the kernel has them.
 *
 * @param restored how many objects of a kind were put back after another program had removed them
 */
public record StaticStatus(List<ObjectStatus> objects, Map<String, Long> restored) {

  /** No static objects. */
  public static final StaticStatus NONE = new StaticStatus(List.of(), Map.of());

  public StaticStatus {
    objects = List.copyOf(objects);
    restored = Map.copyOf(restored);
  }
}
