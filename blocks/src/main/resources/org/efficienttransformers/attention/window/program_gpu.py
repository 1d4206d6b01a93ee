  # Linear layers: 0 query, key and value, and key, value and query of global tokens. Tensors: weights and biases of global
  # queries, keys and values. Shared: bias of each chunk or none, visible rows, positions of global tokens, angles, bias of
  # global keys, and the rows of global tokens among those of all texts.
  def begin$K(self: __torch__.M, x: Tensor, visible: Tensor, given: Tensor) -> List[Tensor]:
    if $GLOBAL_TOKENS:
      globals = given
    else:
      globals = torch.slice(given, 1, 0, 0, 1)
    none = torch.new_empty(x, [0], dtype=None, layout=None, device=None, pin_memory=None)
    bias = none
    shown = none
    far = none
    places = none
    if torch.gt(torch.numel(visible), 0):
      shown = (self).shown$K(x, visible, )
    else:
      pass
    # Gradients go through the sums by which global keys are joined in chunks only.
    joined = torch.__and__($GRADIENTS, torch.gt(torch.numel(globals), 0))
    if torch.__and__(torch.__and__(torch.__and__($ALIGNED, $HALF), torch.__not__(joined)), torch.eq(torch.numel(visible), 0)):
      if torch.gt(torch.numel(globals), 0):
        far = (self).far_bias$K(x, globals, )
        places = (self).places$K(x, globals, )
      else:
        pass
    else:
      bias = (self).chunked$K(x, visible, globals, )
    angles = (self).angles$K(x, )
    return [bias, shown, globals, torch.cos(angles), torch.sin(angles), far, places]
  def remember$K(self: __torch__.M, x: Tensor, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> List[Tensor]:
    rows = torch.size(y, 1)
    globals = annotate(List[Tensor], [])
    if torch.gt(torch.numel(shared[5]), 0):
      all = (self).linear(y, linear, )
      local = torch.slice(all, 2, 0, 3 * $HEADS * $SIZE, 1)
      globals = (self).namedGlobal$K(all, torch.size(x, 1), shared[6], )
    else:
      local = (self).local$K(y, linear, )
    q, all_k, all_v = (self).heads$K(local, torch.slice(shared[3], 0, 0, rows, 1), torch.slice(shared[4], 0, 0, rows, 1), )
    length = torch.size(x, 1)
    k = torch.slice(all_k, 2, 0, length, 1)
    v = torch.slice(all_v, 2, 0, length, 1)
    if torch.eq(torch.numel(shared[0]), 0):
      kept = [k, v]
    else:
      if torch.gt(torch.numel(shared[2]), 0):
        globals = (self).global$K(x, linear, tensor, shared, )
      else:
        pass
      kept = (self).chunks$K(k, v, globals, )
    return torch.add(torch.add(kept, globals), [q])
  def local$K(self: __torch__.M, y: Tensor, linear: int) -> Tensor:
    # Queries, keys and values, b n 3hd, without those of global tokens.
    weight = torch.slice((self.linears)[linear], 0, 0, 3 * $HEADS * $SIZE, 1)
    if torch.__is__((self.biases)[linear], None):
      projected = torch.linear(y, weight, None)
    else:
      bias = unchecked_cast(Tensor, (self.biases)[linear])
      projected = torch.linear(y, weight, torch.slice(bias, 0, 0, 3 * $HEADS * $SIZE, 1))
    return projected
  def attend$K(self: __torch__.M, y: Tensor, start: int, linear: int, tensor: int, memory: List[Tensor], shared: List[Tensor]) -> Tensor:
    q = torch.transpose(torch.slice(memory[-1], 2, 0, torch.size(y, 1), 1), 1, 2)
    if torch.eq(torch.numel(shared[0]), 0):
      context = (self).named$K(q, memory, shared[5], )
    else:
      context = (self).inChunks$K(q, memory[0], memory[1], shared[0], )
    contexts = torch.flatten(context, 2, 3)
    if torch.gt(torch.numel(shared[1]), 0):
      contexts = torch.mul(contexts, torch.unsqueeze(torch.slice(shared[1], 1, 0, torch.size(y, 1), 1), 2))
    else:
      pass
    if torch.gt(torch.numel(shared[2]), 0):
      alone = torch.__and__(torch.eq(torch.numel(shared[0]), 0), torch.eq(torch.size(y, 0), 1))
      if torch.__and__(alone, torch.ge(torch.size(y, 1), torch.size(memory[0], 2))):
        # Of one text without a mask no slot is empty.
        contexts = torch.index_copy_(contexts, 1, torch.select(shared[2], 0, 0), memory[4])
      else:
        contexts = (self).replaced$K(contexts, 0, memory[4], shared[2], )
    else:
      pass
    return contexts
