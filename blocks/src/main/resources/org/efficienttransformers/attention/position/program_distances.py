  def buckets$K(self: __torch__.M, x: Tensor, last: int) -> Tensor:
    # Those of the distances from -last to last, of a key from the query.
    device = ops.prim.device(x)
    distance = torch.arange(torch.neg(last), torch.add(last, 1), dtype=4, layout=None, device=device, pin_memory=None)
    borders = torch.tensor([$BORDERS], dtype=4, device=device, requires_grad=False)
    bucket = torch.bucketize(torch.abs(distance), borders, out_int32=False, right=True)
    return torch.add(bucket, torch.type_as(torch.gt(distance, 0), bucket), alpha=$AHEAD)
  def biases$K(self: __torch__.M, x: Tensor, table: Tensor, buckets: Tensor) -> Tensor:
    # By head and distance: h buckets.
    return torch.contiguous(torch.transpose(torch.type_as(torch.embedding(table, buckets, -1, False, False), x), 0, 1), memory_format=0)
