package org.holdfast.agent.snmp.mib;

import org.holdfast.agent.snmp.agentx.AgentxError;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.snmp.agentx.ValueType;
import org.holdfast.agent.snmp.agentx.VarBind;

/**
 * The objects that SET may change, as in keepalived: the base priority and the preemption of an
 * instance, and the weight of a real server.
 *
 * <p>Differs: a priority of 255 is refused, because it would make this router the owner of the
 * addresses; so are weights above 65535.
 */
public final class Settables {

  private static final Oid PRIORITY =
      InstanceTables.INSTANCE_ENTRY.with(InstanceTables.BASE_PRIORITY);
  private static final Oid PREEMPT = InstanceTables.INSTANCE_ENTRY.with(InstanceTables.PREEMPT);
  private static final Oid WEIGHT =
      VirtualServerTables.SERVER_ENTRY.with(VirtualServerTables.WEIGHT);
  private static final int GREATEST_PRIORITY = 254;
  private static final int GREATEST_WEIGHT = 65_535;
  private static final int YES = 1;
  private static final int NO = 2;

  private Settables() {}

  /** A change, or the reason why there is none. */
  public sealed interface Result {
    /** The change that the value asks for. */
    record Accepted(Setting setting) implements Result {}

    /** The value or the object cannot be set. */
    record Refused(AgentxError error) implements Result {}
  }

  /** Checks a value; changes nothing. */
  public static Result check(VarBind bind, MibFacts facts) {
    var name = bind.name();
    for (var column : new Oid[] {PRIORITY, PREEMPT, WEIGHT}) {
      if (name.startsWith(column)) {
        return bind.value() instanceof Value.Numeric number && number.type() == ValueType.INTEGER
            ? check(column, name.from(column.size()), number.number(), facts)
            : new Result.Refused(AgentxError.WRONG_TYPE);
      }
    }
    return new Result.Refused(AgentxError.NOT_WRITABLE);
  }

  private static Result check(Oid column, int[] index, long number, MibFacts facts) {
    if (column.equals(WEIGHT)) {
      return index.length == 2
          ? weight(index[0], index[1], number, facts)
          : new Result.Refused(AgentxError.NOT_WRITABLE);
    }
    var instances = facts.config().vrrp().instances();
    if (index.length != 1 || index[0] < 1 || index[0] > instances.size()) {
      return new Result.Refused(AgentxError.NOT_WRITABLE);
    }
    var instance = instances.get(index[0] - 1);
    var status = facts.instancesByName().get(instance.name());
    if (status == null) {
      return new Result.Refused(AgentxError.NOT_WRITABLE);
    }
    if (column.equals(PRIORITY)) {
      return number < 1 || number > GREATEST_PRIORITY
          ? new Result.Refused(AgentxError.WRONG_VALUE)
          : new Result.Accepted(
              new Setting.Priority(instance.name(), (int) number, status.priority().base()));
    }
    return number != YES && number != NO
        ? new Result.Refused(AgentxError.WRONG_VALUE)
        : new Result.Accepted(
            new Setting.Preempt(instance.name(), number == YES, facts.preempts(instance)));
  }

  private static Result weight(int service, int row, long number, MibFacts facts) {
    var servers = facts.config().virtualServers();
    if (service < 1 || service > servers.size()) {
      return new Result.Refused(AgentxError.NOT_WRITABLE);
    }
    var server = servers.get(service - 1);
    int index = row - (server.sorryServer() == null ? 1 : 2); // the sorry server comes first
    if (index < 0 || index >= server.realServers().size()) {
      return new Result.Refused(AgentxError.NOT_WRITABLE);
    }
    var real = server.realServers().get(index);
    int before = facts.weight(server, real);
    return number < 0 || number > GREATEST_WEIGHT
        ? new Result.Refused(AgentxError.WRONG_VALUE)
        : new Result.Accepted(new Setting.Weight(server.name(), real.name(), (int) number, before));
  }
}
