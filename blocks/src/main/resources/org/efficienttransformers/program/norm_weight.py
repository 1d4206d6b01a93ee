  def $NAME(self: __torch__.M, x: Tensor, tensor: int) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], (self.tensors)[torch.add(tensor, $AT)], None, $EPSILON, False)
