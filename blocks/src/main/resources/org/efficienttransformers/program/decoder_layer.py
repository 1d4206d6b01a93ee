  # Linear layers: 0 query, key and value of the own text, 1 after them; 2 query, 3 key and value of the source, 4
  # after them; 5 into the feed forward, 6 out of it, 7 its gate.
  def same$K(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return x
  def remember$K(self: __torch__.M, states: Tensor, linear: int) -> List[Tensor]:
    both = (self).linear(states, torch.add(linear, 3), )
    each = torch.view(both, [torch.size(both, 0), torch.size(both, 1), 2, $SOURCE_HEADS, $SOURCE_SIZE])
    # The numbers of a head next to each other: each new token reads them all.
    kept = torch.contiguous(torch.permute(each, [2, 0, 3, 1, 4]), memory_format=0)
    return [torch.select(kept, 0, 0), torch.select(kept, 0, 1)]
  def own$K(self: __torch__.M, x: Tensor, linear: int, keys: Tensor, values: Tensor, slots: Tensor, mask: Tensor) -> Tensor:
    all = (self).linear(x, linear, )
    sources = torch.size(all, 0)
    each = torch.view(all, [sources, -1, 3, $HEADS, $SIZE])
    _0 = torch.index_copy_(torch.flatten(keys, 0, 1), 0, slots, torch.reshape(torch.select(each, 2, 1), [-1, $HEADS * $SIZE]))
    _1 = torch.index_copy_(torch.flatten(values, 0, 1), 0, slots, torch.reshape(torch.select(each, 2, 2), [-1, $HEADS * $SIZE]))
    query = torch.transpose(torch.select(each, 2, 0), 1, 2)
    key = torch.transpose(torch.view(torch.slice(keys, 1, 0, torch.size(mask, 3), 1), [sources, -1, $HEADS, $SIZE]), 1, 2)
    value = torch.transpose(torch.view(torch.slice(values, 1, 0, torch.size(mask, 3), 1), [sources, -1, $HEADS, $SIZE]), 1, 2)
    context = torch.scaled_dot_product_attention(query, key, value, mask, 0., False, scale=$SCALE, enable_gqa=False)
    return (self).linear(torch.flatten(torch.transpose(context, 1, 2), 2, 3), torch.add(linear, 1), )
  def source$K(self: __torch__.M, x: Tensor, linear: int, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    query = torch.view((self).linear(x, torch.add(linear, 2), ), [torch.size(x, 0), -1, $SOURCE_HEADS, $SOURCE_SIZE])
    context = torch.scaled_dot_product_attention(torch.transpose(query, 1, 2), key, value, mask, 0., False, scale=$SOURCE_SCALE, enable_gqa=False)
    return (self).linear(torch.flatten(torch.transpose(context, 1, 2), 2, 3), torch.add(linear, 4), )
  def layer$K(self: __torch__.M, x: Tensor, linear: int, tensor: int, keys: Tensor, values: Tensor, slots: Tensor, mask: Tensor, sourceKey: Tensor, sourceValue: Tensor, sourceMask: Tensor) -> Tensor:
    own = (self).own$K((self).$OWN_BEFORE(x, tensor, ), linear, keys, values, slots, mask, )
    y = (self).$OWN_AFTER(torch.add(own, x, alpha=1), tensor, )
    source = (self).source$K((self).$SOURCE_BEFORE(y, tensor, ), linear, sourceKey, sourceValue, sourceMask, )
    z = (self).$SOURCE_AFTER(torch.add(source, y, alpha=1), tensor, )
    inner = (self).fed$K((self).$FED_BEFORE(z, tensor, ), torch.add(linear, 5), )
    return (self).$FED_AFTER(torch.add((self).linear(inner, torch.add(linear, 6), ), z, alpha=1), tensor, )
