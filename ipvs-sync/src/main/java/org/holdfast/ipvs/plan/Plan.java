package org.holdfast.ipvs.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.VirtualService;

/**
 * The fewest commands that turn a service in the table into the wanted one, in an order that never
 * interrupts it: its terms, servers that join, servers that gain weight, then those that lose
 * weight and those that leave. If a service has servers with weight both before and after the
 * change, it has at least one at every step.
 *
 * <p>The kernel can change everything except the keys of services and servers, so the plan never
 * removes an object only to add it again.
 */
public final class Plan {

  private Plan() {}

  /** Appends the commands that add a missing service. */
  public static void create(VirtualService wanted, List<Command.OfService> commands) {
    commands.add(new Command.AddService(wanted.key(), wanted.terms()));
    for (var destination : byKey(wanted).values()) {
      commands.add(new Command.AddDestination(wanted.key(), destination));
    }
  }

  /** Appends the commands that turn an existing service into the wanted one. */
  public static void change(
      VirtualService wanted, VirtualService present, List<Command.OfService> commands) {
    if (wanted.equals(present)) {
      return;
    }
    var key = wanted.key();
    if (!wanted.terms().equals(present.terms())) {
      commands.add(new Command.EditService(key, wanted.terms()));
    }
    var leaving = byKey(present);
    var edits = new ArrayList<Edit>();
    for (var destination : byKey(wanted).values()) {
      var before = leaving.remove(destination.key());
      if (before == null) {
        commands.add(new Command.AddDestination(key, destination));
      } else if (!before.equals(destination)) {
        edits.add(new Edit(destination, Integer.compare(before.weight(), destination.weight())));
      }
    }
    edits.sort(Comparator.comparingInt(Edit::loss));
    edits.forEach(edit -> commands.add(new Command.EditDestination(key, edit.destination)));
    leaving.keySet().forEach(server -> commands.add(new Command.DeleteDestination(key, server)));
  }

  /** A change of a server; the loss is negative when the server gains weight. */
  private record Edit(Destination destination, int loss) {}

  private static Map<Destination.Key, Destination> byKey(VirtualService service) {
    var byKey =
        LinkedHashMap.<Destination.Key, Destination>newLinkedHashMap(service.destinations().size());
    service.destinations().forEach(destination -> byKey.put(destination.key(), destination));
    return byKey;
  }
}
