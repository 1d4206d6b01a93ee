  # Linear layers: 0 query, 1 key, 2 value. Tensors: the mixtures of keys and of values, (k, longest), and from which length
  # on no slot is empty. Shared: visible rows. Memory: keys, values, bias of slots or none; before all rows were seen the
  # mixtures and the largest weight of each slot.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, globals: Tensor) -> List[Tensor]:
    if torch.gt(torch.numel(visible), 0):
      seen = torch.unsqueeze(torch.type_as(visible, x), 2)
    else:
      seen = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    return [seen]
  def columns$K(self: __torch__.M, y: Tensor, start: int, tensor: int) -> Tensor:
    columns = torch.slice((self.tensors)[tensor], 1, start, torch.add(start, torch.size(y, 1)), 1)
    return torch.type_as(columns, y)
  def remember$K(self: __torch__.M, x: Tensor, rows: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    y = torch.slice(rows, 1, 0, torch.sub(torch.size(x, 1), start), 1)
    end = torch.add(start, torch.size(y, 1))
    columns = (self).columns$K(y, start, tensor, )
    filled = torch.ge(torch.size(x, 1), int((self.tensors)[torch.add(tensor, $MIXTURES)]))
    filled = torch.__and__(filled, torch.eq(torch.numel(shared[0]), 0))
    weights = torch.unsqueeze(columns, 0)
    tokens = y
    if torch.gt(torch.numel(shared[0]), 0):
      seen = torch.slice(shared[0], 1, start, end, 1)
      tokens = torch.mul(y, seen)
      weights = torch.mul(weights, torch.transpose(seen, 1, 2))
    else:
      pass
    if filled:
      occupied = torch.new_empty(y, [0], dtype=None, layout=None, device=None, pin_memory=None)
    else:
      occupied = torch.linalg_vector_norm(weights, float("inf"), [2], False, dtype=None)
    keys = torch.matmul(columns, tokens)
    if $SHARED:
      values = keys
    else:
      values = torch.matmul((self).columns$K(y, start, torch.add(tensor, 1), ), tokens)
    if torch.gt(start, 0):
      keys = torch.add(keys, memory[0], alpha=1)
      values = torch.add(values, memory[1], alpha=1)
      occupied = torch.maximum(occupied, memory[2])
    else:
      pass
    if torch.eq(end, torch.size(x, 1)):
      keys = (self).heads$K(keys, torch.add(linear, 1), )
      values = (self).heads$K(values, torch.add(linear, 2), )
      # Softmax is the same if all are larger by 1.
      occupied = torch.threshold(torch.sign(occupied), 0, $HIDDEN)
      slots = torch.size(keys, 2)
      gap = torch.remainder(torch.neg(slots), 8)
      if torch.__and__(torch.gt(gap, 0), torch.__not__(filled)):
        occupied = torch.slice(torch.constant_pad_nd(occupied, [0, gap], 0), 1, 0, slots, 1)
      else:
        pass
    else:
      pass
    return [keys, values, occupied]
  def heads$K(self: __torch__.M, x: Tensor, linear: int) -> Tensor:
    projected = (self).linear(x, linear, )
    return torch.transpose(torch.view(projected, [torch.size(x, 0), torch.size(x, 1), $HEADS, $SIZE]), 1, 2)
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = (self).heads$K(y, linear, )
    if torch.eq(torch.numel(memory[2]), 0):
      context = (self).seen$K(q, memory[0], memory[1], )
    else:
      bias = torch.expand(torch.unsqueeze(torch.unsqueeze(memory[2], 1), 1), [torch.size(y, 0), $HEADS, torch.size(y, 1), -1], implicit=False)
      context = (self).masked$K(q, memory[0], memory[1], bias, )
    return torch.reshape(torch.transpose(context, 1, 2), [torch.size(y, 0), torch.size(y, 1), $HEADS * $SIZE])
