  def vectors$K(self: __torch__.M, projected: Tensor) -> Tensor:
    # Keys are queries at unit length, times the scale of scores.
    q, v, = torch.unbind(projected, 3)
    root = torch.mul(torch.norm(q, 2, [-1], True), $SCALE)
    size = torch.div(torch.sqrt(torch.add(torch.mul(root, root), $EPSILON, alpha=1)), $SCALE)
    return torch.cat([q, torch.div(q, size), v], 3)
  def order$K(self: __torch__.M, vectors: Tensor, first: int, shared: List[Tensor]) -> Tensor:
    # The positions by bucket, b h r n.
    length = torch.size(vectors, 2)
    if torch.le(length, $CHUNK):
      order = (self).asTheyStand$K(vectors, )
    else:
      q = torch.slice(vectors, 3, 0, $SIZE, 1)
      sorted, _0, = torch.sort((self).keys$K(q, first, shared, ), -1, False)
      order = torch.remainder(sorted, length)
    return order
  def keys$K(self: __torch__.M, q: Tensor, first: int, shared: List[Tensor]) -> Tensor:
    # Buckets, and positions within them. The sizes of the table after the fourth are the factors of the buckets.
    hidden = shared[0]
    rotations = shared[2]
    sizes = torch.size(rotations)
    for i in range(torch.sub(torch.len(sizes), 4)):
      rotations = torch.select(rotations, 4, 0)
    rotations = torch.flatten(torch.slice(rotations, 0, first, torch.add(first, torch.size(q, 1)), 1), 2, 3)
    rotated = torch.matmul(torch.transpose(torch.type_as(rotations, q), 1, 2), torch.transpose(q, 2, 3))
    axes = torch.unflatten(rotated, 2, [sizes[2], sizes[3]])
    bucket = torch.new_zeros(q, [1], dtype=4, layout=None, device=None, pin_memory=None)
    start = 0
    buckets = 1
    for i in range(torch.sub(torch.len(sizes), 4)):
      factor = sizes[torch.add(i, 4)]
      half = torch.floordiv(factor, 2)
      some = torch.slice(axes, 3, start, torch.add(start, half), 1)
      # The nearest of the axes and their opposites.
      axis = torch.argmax(torch.abs(some), 3, True)
      opposite = torch.lt(torch.gather(some, 3, axis, sparse_grad=False), 0)
      nearest = torch.squeeze(torch.add(axis, torch.mul(opposite, half), alpha=1), 3)
      bucket = torch.add(bucket, nearest, alpha=buckets)
      start = torch.add(start, half)
      buckets = torch.mul(buckets, factor)
    if torch.gt(torch.numel(hidden), 0):
      bucket = torch.masked_fill(bucket, torch.unsqueeze(torch.unsqueeze(hidden, 1), 1), buckets)
    else:
      pass
    position = torch.arange(torch.size(q, 2), dtype=4, layout=None, device=ops.prim.device(q), pin_memory=None)
    return torch.add(torch.mul(bucket, torch.size(q, 2)), position, alpha=1)
  def opened$K(self: __torch__.M, vectors: Tensor, opened: Tensor, before: int, after: int) -> Tensor:
    starts = torch.arange(torch.size(opened, 0), dtype=4, layout=None, device=ops.prim.device(vectors), pin_memory=None)
    rows = torch.add(opened, torch.unsqueeze(torch.mul(starts, torch.size(vectors, 2)), 1), alpha=1)
    return torch.index_select(torch.flatten(vectors, 0, 2), 0, torch.flatten(rows, 0, -1))
  def closed$K(self: __torch__.M, context: Tensor, sum: Tensor, order: Tensor, width: int) -> Tensor:
    # Where each position stands in each round, b h r n, and the mixture of what it sees there.
    rounds = torch.size(order, 2)
    length = torch.size(order, 3)
    device = ops.prim.device(order)
    steps = torch.arange(length, dtype=4, layout=None, device=device, pin_memory=None)
    place = torch.scatter(torch.zeros_like(order, dtype=None, layout=None, device=None, pin_memory=None, memory_format=0), 3, order, torch.expand(steps, torch.size(order), implicit=False))
    turns = torch.mul(torch.arange(rounds, dtype=4, layout=None, device=device, pin_memory=None), length)
    starts = torch.mul(torch.arange(torch.mul(torch.size(order, 0), torch.size(order, 1)), dtype=4, layout=None, device=device, pin_memory=None), width)
    starts = torch.add(torch.unsqueeze(starts, 1), turns, alpha=1)
    place = torch.add(place, torch.view(starts, [torch.size(order, 0), torch.size(order, 1), rounds, 1]), alpha=1)
    both = torch.unflatten(torch.index_select(sum, 0, torch.flatten(place, 0, -1)), 0, torch.size(place))
    by_round = torch.select(both, 4, 0)
    share = torch.exp(torch.sub(by_round, torch.logsumexp(by_round, [2], True), alpha=1))
    if torch.gt(torch.size(both, 4), 1):
      share = torch.mul(share, torch.select(both, 4, 1))
    else:
      pass
    shares = torch.type_as(torch.flatten(torch.permute(share, [0, 3, 1, 2]), 0, -1), context)
    bags = torch.flatten(torch.permute(place, [0, 3, 1, 2]), 0, -1)
    begins = torch.arange(0, torch.numel(bags), rounds, dtype=4, layout=None, device=device, pin_memory=None)
    mixture, _0, _1, _2, = torch.embedding_bag(context, bags, begins, False, 0, False, shares, False)
    return mixture
