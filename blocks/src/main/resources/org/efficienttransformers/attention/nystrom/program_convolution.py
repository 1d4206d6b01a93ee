  # Tensors: the taps, h 1 k 1, if there are any.
  def convolved$K(self: __torch__.M, context: Tensor, values: Tensor, start: int, tensor: int, shown: Tensor) -> Tensor:
    # b h r d, to which the convolution of the values, b h n d, over positions is added.
    if torch.gt($KERNEL, 0):
      taps = torch.type_as((self.tensors)[tensor], values)
      reach = torch.floordiv(torch.size(taps, 2), 2)
      end = torch.add(start, torch.size(context, 2))
      first = ops.prim.max(torch.sub(start, reach), 0)
      last = ops.prim.min(torch.add(end, reach), torch.size(values, 2))
      near = torch.slice(values, 2, first, last, 1)
      if torch.gt(torch.numel(shown), 0):
        near = torch.mul(near, torch.unsqueeze(torch.unsqueeze(torch.slice(shown, 1, first, last, 1), 1), 3))
      else:
        pass
      before = torch.sub(reach, torch.sub(start, first))
      near = torch.constant_pad_nd(near, [0, 0, before, torch.sub(reach, torch.sub(last, end))], 0)
      sum = torch.add(context, torch.conv2d(near, taps, None, [1, 1], [0, 0], [1, 1], $HEADS), alpha=1)
    else:
      sum = context
    return sum
